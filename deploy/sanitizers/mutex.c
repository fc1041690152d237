// Tells ThreadSanitizer what Swift's Mutex does when two threads want it at once. The fast way is
// compiled into its users, so ThreadSanitizer sees it; the slow way lies in libswiftSynchronization
// and in the kernel, where it doesn't, and calls whatever the mutex guards a race.
//
// Linked into the tests, these stand before the library's functions of the same names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define swift __attribute__((swiftcall))
#define self __attribute__((swift_context)) void *mutex

void __tsan_acquire(void *address);
void __tsan_release(void *address);

swift void lock(uint32_t thread, self) __asm__(LOCK);
swift void unlock(self) __asm__(UNLOCK);

swift void lock(uint32_t thread, self) {
    swift void (*slow)(uint32_t, self) = dlsym(RTLD_NEXT, LOCK);
    slow(thread, mutex);
    __tsan_acquire(mutex);
}

swift void unlock(self) {
    swift void (*slow)(self) = dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(mutex);
    slow(mutex);
}
