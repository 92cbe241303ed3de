#ifndef MARQUEE_CBUILD_H
#define MARQUEE_CBUILD_H

// The commit that the program was built from; NULL where the sources are in no git repository. Swift can be given no value at
// build time, and C can.
const char *_Nullable marquee_commit(void);

#endif
