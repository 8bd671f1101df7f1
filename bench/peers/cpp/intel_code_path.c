// Preloaded, it makes MKL take the code it would run on a CPU by Intel with the same instruction sets. By itself MKL asks for the vendor, and
// runs generic code on any other. The function is MKL's own question; a definition that is loaded first answers it.
int mkl_serv_intel_cpu_true(void) {
    return 1;
}
