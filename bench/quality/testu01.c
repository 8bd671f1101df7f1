/* A battery of TestU01 on the 32-bit words of standard input.
 *
 *   testu01 smallcrush|crush [test ...]
 *
 * With numbers of tests, only those are run (the numbers in TestU01's own report). The last lines are "p <value> <statistic>" for every
 * statistic, p being the probability of a value as large, and "words <number read>". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <testu01/bbattery.h>
#include <testu01/swrite.h>
#include <testu01/unif01.h>

enum { BLOCK = 1 << 14, MOST_TESTS = 200 };

static unsigned int block[BLOCK];
static size_t used = BLOCK;
static unsigned long long words;

static unsigned int next_word(void)
{
    if (used == BLOCK) {
        if (fread(block, sizeof block[0], BLOCK, stdin) != BLOCK) {
            fprintf(stderr, "testu01: the words ended after %llu.\n", words);
            exit(2);
        }
        used = 0;
    }
    words++;
    return block[used++];
}

int main(int argc, char **argv)
{
    int small = argc > 1 && strcmp(argv[1], "smallcrush") == 0;
    if (!small && (argc < 2 || strcmp(argv[1], "crush") != 0)) {
        fprintf(stderr, "usage: testu01 smallcrush|crush [test ...]\n");
        return 2;
    }

    int repetitions[MOST_TESTS] = { 0 };
    for (int i = 2; i < argc; i++) {
        int test = atoi(argv[i]);
        if (test < 1 || test >= MOST_TESTS) {
            fprintf(stderr, "testu01: test %s; it must be a number from 1.\n", argv[i]);
            return 2;
        }
        repetitions[test] = 1;
    }

    swrite_Basic = FALSE;
    unif01_Gen *generator = unif01_CreateExternGenBits("standard input", next_word);
    if (argc > 2 && small) {
        bbattery_RepeatSmallCrush(generator, repetitions);
    } else if (argc > 2) {
        bbattery_RepeatCrush(generator, repetitions);
    } else if (small) {
        bbattery_SmallCrush(generator);
    } else {
        bbattery_Crush(generator);
    }
    unif01_DeleteExternGenBits(generator);

    for (int i = 0; i < bbattery_NTests; i++) {
        if (bbattery_pVal[i] >= 0) {
            printf("p %.17g %s\n", bbattery_pVal[i], bbattery_TestNames[i]);
        }
    }
    printf("words %llu\n", words);
    return 0;
}
