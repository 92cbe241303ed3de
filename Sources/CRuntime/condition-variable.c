#include <pthread.h>

// std::condition_variable::wait(std::unique_lock<std::mutex> &), under the name that compilers give it. libstdc++ has a new
// version of it since GCC 12. It is the only symbol of that version that the Swift runtime asks for. The variable begins with
// a condition of the C library, and the lock with a pointer to a mutex. With this here, the program starts with the libstdc++
// of GCC 11 too, which systems with version 2.34 of the C library have.
void _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(pthread_cond_t *variable, pthread_mutex_t **lock) {
  pthread_cond_wait(variable, *lock);
}
