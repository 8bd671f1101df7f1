// When preloaded, it makes MKL use the code that it would run on an Intel CPU with the same instruction sets. By itself MKL checks the
// vendor and runs generic code on other CPUs. MKL calls this function for the check; a definition that is loaded first replaces it.
int mkl_serv_intel_cpu_true(void) {
    return 1;
}
