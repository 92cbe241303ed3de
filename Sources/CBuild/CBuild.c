#include "CBuild.h"

const char *marquee_commit(void) {
#ifdef MARQUEE_COMMIT
  return MARQUEE_COMMIT;
#else
  return 0;
#endif
}
