/* replay.c - main for the check programs: runs a fuzz target over files.
 *
 * Arguments are files or folders of files. Prints the count, so that a
 * corpus that went missing is seen; no input at all is a failure. */
#include <config.h>

#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { INPUT_MOST = 1 << 20 };

static unsigned replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *at = malloc(INPUT_MOST);
    size_t len;

    if (!file || !at) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    len = fread(at, 1, INPUT_MOST, file);
    fclose(file);
    LLVMFuzzerTestOneInput(at, len);
    free(at);
    return 1;
}

static unsigned replay(const char *path)
{
    struct stat st;
    struct dirent *entry;
    unsigned count = 0;
    DIR *folder;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return replay_file(path);
    folder = opendir(path);
    while (folder && (entry = readdir(folder))) {
        char name[4096];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        count += replay_file(name);
    }
    if (folder)
        closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    const char *corpus = getenv("CORPUS");
    unsigned count = 0;

    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    if (argc == 1 && corpus)
        count += replay(corpus);
    printf("%u inputs\n", count);
    return count ? 0 : 1;
}
