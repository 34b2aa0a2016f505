// CUDA on a CPU, for kernels without shared memory and barriers: the threads run one after the other.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

#define __global__
#define __device__ static

struct Place {
    int x;
};
static Place blockIdx, threadIdx, blockDim, gridDim;

using std::max;
using std::min;

static inline unsigned __float_as_uint(float x) {
    unsigned bits;
    std::memcpy(&bits, &x, 4);
    return bits;
}
static inline int __float_as_int(float x) { return (int)__float_as_uint(x); }
static inline float __uint_as_float(unsigned bits) {
    float x;
    std::memcpy(&x, &bits, 4);
    return x;
}
static inline float __int_as_float(int bits) { return __uint_as_float((unsigned)bits); }

// compiled without contraction, so that each of these rounds
static inline float __fadd_rn(float a, float b) { return a + b; }
static inline float __fmul_rn(float a, float b) { return a * b; }
static inline float __fdiv_rn(float a, float b) { return a / b; }

template <class T> static T atomicMax(T *at, T value) {
    T old = *at;
    if (value > old) *at = value;
    return old;
}
template <class T> static T atomicMin(T *at, T value) {
    T old = *at;
    if (value < old) *at = value;
    return old;
}
static inline int atomicAdd(int *at, int value) {
    int old = *at;
    *at += value;
    return old;
}

template <class... A, size_t... I>
static void run(void (*kernel)(A...), int blocks, int threads, void **arguments, std::index_sequence<I...>) {
    gridDim.x = blocks, blockDim.x = threads;
    for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++)
        for (threadIdx.x = 0; threadIdx.x < threads; threadIdx.x++) kernel(*(A *)arguments[I]...);
}
template <class... A> static void run(void (*kernel)(A...), int blocks, int threads, void **arguments) {
    run(kernel, blocks, threads, arguments, std::index_sequence_for<A...>());
}
// As cuLaunchKernel: pointers to the arguments.
#define HOST(kernel)                                                                                                    \
    extern "C" void host_##kernel(int blocks, int threads, void **arguments) { run(kernel, blocks, threads, arguments); }
