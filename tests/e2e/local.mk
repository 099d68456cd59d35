# end-to-end tests (real servers, scripted ones, a terminal), and the layers
TESTS += %D%/run tests/check-layers
EXTRA_DIST += tests/check-layers tests/transcripts
EXTRA_DIST += %D%/run

# what they share
EXTRA_DIST += %D%/bounded.py
EXTRA_DIST += %D%/certificates.py
EXTRA_DIST += %D%/failing-malloc.c
EXTRA_DIST += %D%/failing-write.c
EXTRA_DIST += %D%/fakepop3.py
EXTRA_DIST += %D%/harness.py
EXTRA_DIST += %D%/junit.xsd
EXTRA_DIST += %D%/on_paper.py
EXTRA_DIST += %D%/peers.py
EXTRA_DIST += %D%/ptydrive.py
EXTRA_DIST += %D%/record_session.py
EXTRA_DIST += %D%/screen.py
EXTRA_DIST += %D%/scripted.py
EXTRA_DIST += %D%/serving.py
EXTRA_DIST += %D%/tokens.py
EXTRA_DIST += %D%/valgrind

# a line a module
EXTRA_DIST += %D%/test_auth.py
EXTRA_DIST += %D%/test_bad_servers.py
EXTRA_DIST += %D%/test_batch.py
EXTRA_DIST += %D%/test_clients.py
EXTRA_DIST += %D%/test_comfort.py
EXTRA_DIST += %D%/test_courier.py
EXTRA_DIST += %D%/test_deletion.py
EXTRA_DIST += %D%/test_demo.py
EXTRA_DIST += %D%/test_documents.py
EXTRA_DIST += %D%/test_dovecot.py
EXTRA_DIST += %D%/test_findings.py
EXTRA_DIST += %D%/test_help.py
EXTRA_DIST += %D%/test_import.py
EXTRA_DIST += %D%/test_hostile.py
EXTRA_DIST += %D%/test_interactive.py
EXTRA_DIST += %D%/test_learn.py
EXTRA_DIST += %D%/test_lint.py
EXTRA_DIST += %D%/test_machine.py
EXTRA_DIST += %D%/test_mailutils.py
EXTRA_DIST += %D%/test_network.py
EXTRA_DIST += %D%/test_packages.py
EXTRA_DIST += %D%/test_record.py
EXTRA_DIST += %D%/test_repl.py
EXTRA_DIST += %D%/test_replay.py
EXTRA_DIST += %D%/test_replay_command.py
EXTRA_DIST += %D%/test_report.py
EXTRA_DIST += %D%/test_round_trip.py
EXTRA_DIST += %D%/test_scram.py
EXTRA_DIST += %D%/test_screen.py
EXTRA_DIST += %D%/test_serve.py
EXTRA_DIST += %D%/test_serve_transcript.py
EXTRA_DIST += %D%/test_serve_record.py
EXTRA_DIST += %D%/test_store.py
EXTRA_DIST += tests/import
