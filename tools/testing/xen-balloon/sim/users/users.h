/* SPDX-License-Identifier: GPL-2.0 */
/* Those who use the domain, and what a history asks of them. */
#ifndef _SIM_USERS_H
#define _SIM_USERS_H

#include "../core/task.h"
#include "../model/machine.h"

/* Users stop before their next operation, and put right what they can. */
extern bool sim_users_stop;

/* All but the ones that are not processes of this kernel. */
extern bool sim_freezing;

void sim_try_to_freeze(void);
void sim_users_start(void);
bool sim_users_are_done(void);

/* A user's next operation, or 0: none; between two of them it sleeps for so long at most. */
u32 sim_next_operation(u64 pause);

/* ---- toolstack.c ---- */

void sim_toolstack_boot(void);
extern bool sim_toolstack_silent;
void sim_toolstack_set(unsigned long pages);
void sim_toolstack_plenty(void);
void sim_toolstack_set_maximum(unsigned long pages);
void sim_toolstack_begin_save(void);
void sim_toolstack_image(void);
void sim_toolstack_note_suspend(void);
unsigned long sim_toolstack_target(void);
extern u32 sim_next_home;
void sim_toolstack_main(void *arg);
void sim_saver_main(void *arg);
void sim_host_main(void *arg);

/* A target as a part of more that is written; a maximum that it fits into. */
void sim_toolstack_steer(unsigned long pages);
void sim_toolstack_make_room(unsigned long pages);
unsigned long sim_toolstack_hidden(void);

/* ---- vnodes.c: what each vnode is to have, by vnode, in pages as the guest counts them ---- */

void sim_vnodes_boot(void);
void sim_vnodes_offer(bool torn);
void sim_vnodes_withdraw(void);
void sim_vnodes_forget(void);
bool sim_vnodes_agreed(void);
unsigned long sim_vnodes_map(unsigned int vnode);
unsigned long sim_vnodes_balloon(unsigned int vnode);
void sim_vnodes_set(const unsigned long *pages, bool torn);
void sim_vnodes_main(void *arg);

/* ---- the others ---- */

void sim_borrower_main(void *arg);
unsigned int sim_borrow(struct page **pages, unsigned int nr, unsigned int more);
unsigned int sim_give_back(struct page **pages, unsigned int nr, unsigned int less, bool forgets);
void sim_hog_main(void *arg);
void sim_admin_main(void *arg);

extern const struct kernel_param sim_param_oom_reserve;
void sim_sysfs_main(void *arg);
void sim_compactor_main(void *arg);

extern unsigned long sim_forgotten;
extern unsigned long sim_hog_limit;

#endif /* _SIM_USERS_H */
