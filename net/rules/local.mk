libpop3core_a_SOURCES += \
  %D%/book.c %D%/book.h \
  %D%/check-auth.c %D%/check-auth.h \
  %D%/check-capa.c %D%/check-capa.h \
  %D%/check-capa-args.c %D%/check-capa-compare.c %D%/check-capa-use.c \
  %D%/check-client-args.c %D%/check-client-auth.c \
  %D%/check-certificate.c \
  %D%/check-client-line.c %D%/check-client-line.h \
  %D%/check-client-login.c %D%/check-client-sasl.c \
  %D%/check-client-security.c %D%/check-client-security.h \
  %D%/check-client-state.c %D%/check-client-state.h \
  %D%/check-client-stls.c \
  %D%/check-dele.c %D%/check-dele.h \
  %D%/check-framing.c %D%/check-framing.h \
  %D%/check-greeting.c %D%/check-greeting.h \
  %D%/check-host.c %D%/check-host.h \
  %D%/check-host-uid.c \
  %D%/check-lang.c %D%/check-lang.h \
  %D%/check-line.c %D%/check-line.h \
  %D%/check-list.c %D%/check-list.h \
  %D%/check-list-set.c \
  %D%/check-message.c %D%/check-message.h \
  %D%/check-message-header.c \
  %D%/check-oauth.c \
  %D%/check-resp.c %D%/check-resp.h \
  %D%/check-retr.c %D%/check-retr.h \
  %D%/check-retr-size.c \
  %D%/check-sasl.c %D%/check-sasl.h \
  %D%/check-sasl-list.c %D%/check-scram.c \
  %D%/check-session.c %D%/check-session.h \
  %D%/check-stat.c %D%/check-stat.h \
  %D%/check-state.c %D%/check-state.h \
  %D%/check-status.c \
  %D%/check-stls.c %D%/check-stls.h \
  %D%/check-stray.c %D%/check-stray.h \
  %D%/check-tls.c %D%/check-tls.h \
  %D%/check-top.c \
  %D%/check-uidl.c %D%/check-uidl.h \
  %D%/check-uidl-set.c \
  %D%/check.c %D%/check.h %D%/check-private.h \
  %D%/client-place.c %D%/client-place.h \
  %D%/digest.c %D%/digest.h \
  %D%/families.c %D%/families.h \
  %D%/finding.h \
  %D%/formed.c %D%/formed.h \
  %D%/header.c %D%/header.h \
  %D%/host.c %D%/host.h \
  %D%/identity.c %D%/identity.h \
  %D%/kept.c %D%/kept.h \
  %D%/listed.c %D%/listed.h \
  %D%/maildrop.c %D%/maildrop.h \
  %D%/memory.c %D%/memory.h \
  %D%/precedence.c %D%/precedence.h \
  %D%/report.c \
  %D%/catalogue.c %D%/catalogue.h \
  %D%/rows-auth.c %D%/rows-capa.c %D%/rows-client-line.c \
  %D%/rows-client-security.c %D%/rows-client-state.c %D%/rows-dele.c \
  %D%/rows-dns.c %D%/rows-framing.c %D%/rows-greeting.c %D%/rows-list.c \
  %D%/rows-message.c %D%/rows-pipelining.c %D%/rows-resp.c \
  %D%/rows-retr.c %D%/rows-sasl.c %D%/rows-stat.c %D%/rows-state.c \
  %D%/rows-status.c %D%/rows-stls.c %D%/rows-tls.c %D%/rows-uidl.c \
  %D%/rows-utf8.c %D%/rows.h \
  %D%/rule-id.h \
  %D%/rule.c %D%/rule.h \
  %D%/sasl-name.c %D%/sasl-name.h \
  %D%/shown.c %D%/shown.h \
  %D%/tell.c
EXTRA_DIST += doc/rules.md
