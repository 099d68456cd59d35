# one program per module: name, sources, flags, libraries

check_PROGRAMS += test-table test-last test-render-text test-render-json
TESTS += test-table test-last test-render-text test-render-json
unit_render = libpop3render.a $(unit_wire) $(JANSSON_LIBS)
test_table_SOURCES = %D%/test-table.c
test_table_CFLAGS = $(unit_cflags)
test_table_LDADD = $(unit_render)
test_last_SOURCES = %D%/test-last.c
test_last_CFLAGS = $(unit_cflags)
test_last_LDADD = $(unit_render)
test_render_text_SOURCES = %D%/test-render-text.c \
  %D%/render-fixture.c %D%/render-fixture.h
test_render_text_CFLAGS = $(unit_cflags)
test_render_text_LDADD = $(unit_render)
test_render_json_SOURCES = %D%/test-render-json.c \
  %D%/render-fixture.c %D%/render-fixture.h
test_render_json_CFLAGS = $(unit_cflags) $(JANSSON_CFLAGS)
test_render_json_LDADD = $(unit_render)

check_PROGRAMS += test-exit test-option test-password test-target
TESTS += test-exit test-option test-password test-target
unit_shell = libpop3shell.a $(unit_wire)
test_exit_SOURCES = %D%/test-exit.c
test_exit_CFLAGS = $(unit_cflags)
test_exit_LDADD = $(unit_shell)
test_option_SOURCES = %D%/test-option.c
test_option_CFLAGS = $(unit_cflags)
test_option_LDADD = $(unit_shell)
test_password_SOURCES = %D%/test-password.c
test_password_CFLAGS = $(unit_cflags)
test_password_LDADD = $(unit_shell)
test_target_SOURCES = %D%/test-target.c
test_target_CFLAGS = $(unit_cflags)
test_target_LDADD = $(unit_shell)

check_PROGRAMS += test-history test-lines test-prompt test-service \
  test-settings
TESTS += test-history test-lines test-prompt test-service test-settings
test_history_SOURCES = %D%/test-history.c
test_history_CFLAGS = $(unit_cflags)
test_history_LDADD = $(unit_shell)
test_lines_SOURCES = %D%/test-lines.c
test_lines_CFLAGS = $(unit_cflags)
test_lines_LDADD = $(unit_shell)
test_prompt_SOURCES = %D%/test-prompt.c
test_prompt_CFLAGS = $(unit_cflags)
test_prompt_LDADD = $(unit_shell)
test_service_SOURCES = %D%/test-service.c
test_service_CFLAGS = $(unit_cflags)
test_service_LDADD = $(unit_shell)
test_settings_SOURCES = %D%/test-settings.c
test_settings_CFLAGS = $(unit_cflags)
test_settings_LDADD = $(unit_shell)

check_PROGRAMS += test-finding test-verdict
TESTS += test-finding test-verdict
test_finding_SOURCES = %D%/test-finding.c
test_finding_CFLAGS = $(unit_cflags)
test_finding_LDADD = $(unit_render)
test_verdict_SOURCES = %D%/test-verdict.c
test_verdict_CFLAGS = $(unit_cflags)
test_verdict_LDADD = $(unit_shell)

check_PROGRAMS += test-state
TESTS += test-state
test_state_SOURCES = %D%/test-state.c
test_state_CFLAGS = $(unit_cflags)
test_state_LDADD = $(unit_shell) $(JANSSON_LIBS)

check_PROGRAMS += test-learn
TESTS += test-learn
test_learn_SOURCES = %D%/test-learn.c %D%/trace.c %D%/trace.h
test_learn_CFLAGS = $(unit_cflags)
test_learn_LDADD = $(unit_shell)
check_PROGRAMS += test-arguments test-bookmarks
TESTS += test-arguments test-bookmarks
test_arguments_SOURCES = %D%/test-arguments.c
test_arguments_CFLAGS = $(unit_cflags)
test_arguments_LDADD = $(unit_shell)
test_bookmarks_SOURCES = %D%/test-bookmarks.c
test_bookmarks_CFLAGS = $(unit_cflags)
test_bookmarks_LDADD = $(unit_shell)

check_PROGRAMS += test-hash-thread
TESTS += test-hash-thread
test_hash_thread_SOURCES = %D%/test-hash-thread.c
test_hash_thread_CFLAGS = $(unit_cflags) $(OPENSSL_CFLAGS)
test_hash_thread_LDADD = $(unit_shell)
