/* SPDX-License-Identifier: GPL-2.0 */
/* A logger for the libraries of Xen that says nothing: what they have to say is in errno too. */
#ifndef _QUIET_H
#define _QUIET_H

#include <xentoollog.h>

extern xentoollog_logger quiet_logger;

#endif	/* _QUIET_H */
