# end-to-end tests (real servers, scripted ones, a terminal), and the layers
TESTS += %D%/run tests/check-layers
EXTRA_DIST += tests/check-layers %D%/run %D%/bounded.py \
  %D%/certificates.py %D%/fakepop3.py %D%/harness.py \
  %D%/peers.py %D%/ptydrive.py %D%/record_session.py %D%/scripted.py \
  %D%/test_bad_servers.py %D%/test_batch.py %D%/test_courier.py \
  %D%/test_deletion.py %D%/test_dovecot.py %D%/test_findings.py %D%/test_hostile.py \
  %D%/test_interactive.py %D%/test_mailutils.py %D%/test_repl.py \
  %D%/test_report.py \
  tests/transcripts/sessions
