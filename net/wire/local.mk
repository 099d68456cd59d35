libpop3wire_a_SOURCES += \
  %D%/clock.c %D%/clock.h \
  %D%/dial.c %D%/dial.h \
  %D%/listen.c %D%/listen.h \
  %D%/outbox.c %D%/outbox.h \
  %D%/pump.c %D%/pump.h %D%/pump-private.h %D%/pump-turn.c \
  %D%/race.c %D%/race.h \
  %D%/resolve.c %D%/resolve.h \
  %D%/serve.c %D%/serve.h \
  %D%/serve-guest.c %D%/serve-guest.h \
  %D%/stream.c %D%/stream.h \
  %D%/tls.c %D%/tls.h %D%/tls-private.h \
  %D%/tls-bio.c \
  %D%/tls-context.c \
  %D%/tls-explain.c \
  %D%/tls-facts.c \
  %D%/tls-identity.c \
  %D%/tls-idna.c \
  %D%/tls-look.c %D%/tls-look.h \
  %D%/tls-server.c %D%/tls-server.h \
  %D%/wait.c %D%/wait.h
