#ifndef MARQUEE_CBUILD_H
#define MARQUEE_CBUILD_H

// The commit that the program was built from; NULL if the build did not know it. It is defined in C, because a build can pass
// values to C sources but not to Swift sources.
const char *_Nullable marquee_commit(void);

#endif
