# one program per module: name, sources, flags, libraries
check_PROGRAMS += test-base64 test-buf test-error test-hex test-json test-secret test-span \
  test-text
TESTS += test-base64 test-buf test-error test-hex test-json test-secret test-span test-text

test_base64_SOURCES = %D%/test-base64.c
test_base64_CFLAGS = $(unit_cflags)
test_base64_LDADD = $(unit_core)

test_buf_SOURCES = %D%/test-buf.c
test_buf_CFLAGS = $(unit_cflags)
test_buf_LDADD = $(unit_core)

test_error_SOURCES = %D%/test-error.c
test_error_CFLAGS = $(unit_cflags)
test_error_LDADD = $(unit_core)

test_hex_SOURCES = %D%/test-hex.c
test_hex_CFLAGS = $(unit_cflags)
test_hex_LDADD = $(unit_core)

test_json_SOURCES = %D%/test-json.c
test_json_CFLAGS = $(unit_cflags)
test_json_LDADD = $(unit_core)

test_secret_SOURCES = %D%/test-secret.c
test_secret_CFLAGS = $(unit_cflags)
test_secret_LDADD = $(unit_core)

test_span_SOURCES = %D%/test-span.c
test_span_CFLAGS = $(unit_cflags)
test_span_LDADD = $(unit_core)

test_text_SOURCES = %D%/test-text.c
test_text_CFLAGS = $(unit_cflags)
test_text_LDADD = $(unit_core)

check_PROGRAMS += test-word
TESTS += test-word
test_word_SOURCES = %D%/test-word.c
test_word_CFLAGS = $(unit_cflags)
test_word_LDADD = $(unit_core)
