# sessions on paper
libpop3core_a_SOURCES += \
  %D%/answer.c %D%/answer.h \
  %D%/at-verb.c %D%/at-verb.h \
  %D%/auto-mask.c %D%/auto-mask.h \
  %D%/auto-match.c %D%/auto-match.h \
  %D%/body.c %D%/body.h \
  %D%/canonical.c %D%/canonical.h \
  %D%/carry.c %D%/carry.h %D%/carry-private.h \
  %D%/carry-align.c \
  %D%/carry-left.c \
  %D%/carry-lines.c \
  %D%/compare.c %D%/compare.h %D%/compare-private.h \
  %D%/compare-catch.c \
  %D%/compare-assign.c %D%/compare-assign.h %D%/compare-rest.c %D%/compare-rest.h %D%/compare-count.c %D%/compare-pin.c %D%/compare-cover.c \
  %D%/compare-entries.c \
  %D%/align.c %D%/align.h \
  %D%/compare-lines.c %D%/compare-walk.c %D%/compare-walk.h \
  %D%/compare-align.c %D%/compare-order.c %D%/compare-set.c \
  %D%/compare-match.c \
  %D%/date-mask.c %D%/date-mask.h \
  %D%/escape.c %D%/escape.h \
  %D%/expand.c %D%/expand.h \
  %D%/feed.c %D%/feed.h \
  %D%/file-mask.c %D%/file-mask.h \
  %D%/filler.c %D%/filler.h \
  %D%/handshake.c %D%/handshake.h \
  %D%/hasher.h \
  %D%/hide-item.c %D%/hide-item.h \
  %D%/hide-quote.c %D%/hide-quote.h \
  %D%/hide-text.c %D%/hide-text.h \
  %D%/hide-wire.c %D%/hide-wire.h \
  %D%/header-field.c %D%/header-field.h \
  %D%/hearing.c %D%/hearing.h \
  %D%/import.c %D%/import.h %D%/import-private.h \
  %D%/import-octets.c %D%/import-lost.c %D%/import-line.c \
  %D%/import-follow.c \
  %D%/import-format.c \
  %D%/import-marked.c %D%/import-marked.h \
  %D%/import-curl.c %D%/import-trace.c %D%/import-fetchmail.c %D%/import-mailkit.c \
  %D%/import-mpop.c %D%/import-perl.c %D%/import-poplib.c \
  %D%/import-rfc.c \
  %D%/import-around.c %D%/import-paste.c \
  %D%/import-paste-begin.c %D%/import-paste-line.c \
  %D%/import-rawlog.c \
  %D%/item.h \
  %D%/line-map.c %D%/line-map.h \
  %D%/match.c %D%/match.h \
  %D%/match-expression.c %D%/match-expression.h \
  %D%/numbered.c %D%/numbered.h \
  %D%/param.c \
  %D%/pattern.c %D%/pattern.h \
  %D%/plan.c %D%/plan.h %D%/plan-private.h \
  %D%/plan-batch.c \
  %D%/plan-talk.c \
  %D%/plan-want.c \
  %D%/reader.c %D%/reader.h %D%/reader-private.h \
  %D%/reader-line.c \
  %D%/reader-run.c \
  %D%/record.c %D%/record.h \
  %D%/user-list.c %D%/user-list.h \
  %D%/record-header.c %D%/record-line.c %D%/record-sasl.c %D%/record-private.h \
  %D%/redact.c %D%/redact.h \
  %D%/redactor.c %D%/redactor.h %D%/redactor-private.h \
  %D%/redactor-header.c %D%/redactor-join.c %D%/redactor-line.c \
  %D%/redactor-lines.c %D%/redactor-sasl.c %D%/redactor-see.c \
  %D%/reshape.c %D%/reshape.h \
  %D%/text-octets.c %D%/text-octets.h \
  %D%/transcript.c %D%/transcript.h \
  %D%/variable.c %D%/variable.h \
  %D%/update.c %D%/update.h %D%/update-private.h \
  %D%/update-close.c \
  %D%/update-lines.c \
  %D%/update-places.c \
  %D%/wire-text.c %D%/wire-text.h \
  %D%/wire-type.c \
  %D%/writer.c %D%/writer.h
