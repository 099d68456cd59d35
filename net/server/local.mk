# the other side of the wire, as a pure function
libpop3core_a_SOURCES += \
  %D%/maildrop.h
