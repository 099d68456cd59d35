/* fault-rows.h - where the rows of faults[] stand: a file a family.
 *
 * Rows of one name that follow each other are one fault with several parts;
 * the first has the sentence. */
#ifndef POP3SH_SERVER_FAULT_ROWS_H
#define POP3SH_SERVER_FAULT_ROWS_H

#include "net/server/fault.h"

extern const struct fault faults_of_lines[], faults_of_login[],
    faults_of_mail[], faults_of_tls[];
extern const size_t faults_of_lines_count, faults_of_login_count,
    faults_of_mail_count, faults_of_tls_count;

#endif
