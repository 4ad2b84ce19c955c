/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_TRACE_DEFINE_TRACE_H
#define _SIM_TRACE_DEFINE_TRACE_H


#endif	/* _SIM_TRACE_DEFINE_TRACE_H */
