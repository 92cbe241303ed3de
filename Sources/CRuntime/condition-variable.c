#include <pthread.h>

// std::condition_variable::wait(std::unique_lock<std::mutex> &), under its mangled name. libstdc++ has a new version of this
// function since GCC 12. It is the only symbol of that version that the Swift runtime needs. A condition variable begins with a
// condition of the C library, and a lock begins with a pointer to a mutex. With this definition the program also starts with the
// libstdc++ of GCC 11, which systems with version 2.34 of the C library have.
void _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(pthread_cond_t *variable, pthread_mutex_t **lock) {
  pthread_cond_wait(variable, *lock);
}
