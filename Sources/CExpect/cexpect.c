// Everything is inline in the header; a target needs a file to compile.
#include "cexpect.h"
