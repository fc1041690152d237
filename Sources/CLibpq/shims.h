#pragma once
#include <libpq-fe.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static inline int shim_poller(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int shim_bell(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

static inline void shim_ring(int bell) {
    uint64_t one = 1;
    (void)!write(bell, &one, sizeof one);
}

static inline void shim_hush(int bell) {
    uint64_t count;
    (void)!read(bell, &count, sizeof count);
}

// operation: 0 watch, 1 change, 2 forget
static inline int shim_watch(int poller, int operation, int socket, uint64_t key, int reads,
                             int writes) {
    struct epoll_event event = {0};
    event.events = (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0);
    event.data.u64 = key;
    int operations[] = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL};
    return epoll_ctl(poller, operations[operation], socket, &event);
}

static inline int shim_wait(int poller, uint64_t *keys, int capacity, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(poller, events, capacity < 64 ? capacity : 64, milliseconds);
    for (int i = 0; i < count; i++) keys[i] = events[i].data.u64;
    return count;
}

// PG_DIAG_* are character constants, which Swift imports as Int8 or not at all.
static const int shim_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int shim_sqlstate = PG_DIAG_SQLSTATE;
static const int shim_message = PG_DIAG_MESSAGE_PRIMARY;
static const int shim_detail = PG_DIAG_MESSAGE_DETAIL;
static const int shim_constraint = PG_DIAG_CONSTRAINT_NAME;
static const int shim_table = PG_DIAG_TABLE_NAME;
static const int shim_column = PG_DIAG_COLUMN_NAME;
static const int shim_function = PG_DIAG_SOURCE_FUNCTION;
static const int shim_hint = PG_DIAG_MESSAGE_HINT;
static const int shim_context = PG_DIAG_CONTEXT;
static const int shim_position = PG_DIAG_STATEMENT_POSITION;
