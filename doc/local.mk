dist_man_MANS += %D%/pop3sh.1 %D%/pop3sh-transcript.5
TESTS += tests/check-tables
EXTRA_DIST += tests/check-tables
