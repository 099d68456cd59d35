libpop3core_a_SOURCES += \
  %D%/auth.c %D%/auth.h %D%/auth-private.h \
  %D%/auth-command.c \
  %D%/auth-library.c %D%/auth-mechanism.c \
  %D%/auth-oauth.c \
  %D%/auth-plain.c \
  %D%/auth-scram.c \
  %D%/capability.c %D%/capability.h \
  %D%/code.c %D%/code.h \
  %D%/dialogue.c %D%/dialogue.h \
  %D%/dialogue-client.c \
  %D%/dialogue-private.h \
  %D%/dialogue-run.c \
  %D%/dialogue-server.c \
  %D%/encoded.c %D%/encoded.h \
  %D%/event.c %D%/event.h \
  %D%/lens.c %D%/lens.h %D%/lens-private.h \
  %D%/lens-binary.c %D%/lens-digest.c %D%/lens-scram.c \
  %D%/listing.c %D%/listing.h \
  %D%/mask.c %D%/mask.h %D%/mask-private.h \
  %D%/mask-learn.c %D%/mask-request.c \
  %D%/sasl-secret.c %D%/sasl-secret.h \
  %D%/saslprep.c %D%/saslprep.h \
  %D%/message.c %D%/message.h \
  %D%/messages.c %D%/messages.h \
  %D%/passwords.c %D%/passwords.h \
  %D%/queue.c %D%/queue.h \
  %D%/reply.c %D%/reply.h %D%/reply-private.h \
  %D%/reply-line.c %D%/reply-data.c \
  %D%/request.c %D%/request.h \
  %D%/saslname.c %D%/saslname.h \
  %D%/run.c %D%/run.h \
  %D%/scan.c %D%/scan.h %D%/scan-loop.h %D%/scan-masks.h \
  %D%/scram.c %D%/scram.h \
  %D%/secret-place.c %D%/secret-place.h \
  %D%/secrets.c %D%/secrets.h \
  %D%/snapshot.c %D%/snapshot.h \
  %D%/tls-facts.h \
  %D%/verb.c %D%/verb.h
