#include <math.h>

// The C library has a new version of these two functions since 2.35. They are the only symbols of that version that the Swift
// runtime needs, and Marquee never calls them. With these definitions the program also starts with version 2.34.
double hypot(double x, double y) { return __builtin_sqrt(x * x + y * y); }
float hypotf(float x, float y) { return (float)__builtin_sqrt((double)x * x + (double)y * y); }
