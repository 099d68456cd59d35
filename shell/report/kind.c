/* kind.c - the table of kinds: the only list of them. */
#include <config.h>

#include "shell/report/private.h"

const struct report_kind reports[] = {
    {
     .name = "tap",
     .help = "Test Anything Protocol, version 13",
     .begin = tap_begin,
     .file = tap_file,
     .end = tap_end,
     },
    {
     .name = "junit",
     .help = "JUnit XML: a suite a file, a case an exchange",
     .begin = junit_begin,
     .file = junit_file,
     .end = junit_end,
     },
    {
     .name = "json",
     .help = "one JSON object",
     .begin = json_begin,
     .file = json_file,
     .end = json_end,
     },
    {
     .name = "jsonl",
     .help = "JSON objects, a line each, as it happens",
     .begin = jsonl_begin,
     .file_begin = jsonl_file_begin,
     .item = jsonl_item,
     .case_end = jsonl_case_end,
     .file_end = jsonl_file_end,
     .end = jsonl_end,
     },
    {
     .name = "html",
     .help = "a page with the verdicts and the sessions",
     .session = true,
     .file = html_file,
     .end = html_end,
     },
    {
     .name = "github",
     .help = "annotations for GitHub workflows",
     .file = github_file,
     },
};

const size_t reports_count = sizeof reports / sizeof *reports;
