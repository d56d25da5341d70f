/*
 * A kernel that promises and does not keep: every call that makes a write durable says yes and does nothing.
 *
 * The twin of the power-cut rig preloads it. With DEAF_ALL, execve hands it on to children whose environment is made anew
 * (PostgreSQL's), so that the database is deaf too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

int fsync(int file) { (void)file; return 0; }
int fdatasync(int file) { (void)file; return 0; }
int syncfs(int file) { (void)file; return 0; }
void sync(void) {}
int msync(void *start, size_t length, int how) { (void)start; (void)length; (void)how; return 0; }
int sync_file_range(int file, off_t from, off_t length, unsigned how) { (void)file; (void)from; (void)length; (void)how; return 0; }

int execve(const char *path, char *const arguments[], char *const given[])
{
    int (*real)(const char *, char *const[], char *const[]) = dlsym(RTLD_NEXT, "execve");
    static char word[4200];
    char *handed[4100];
    int count = 0;
    const char *own = getenv("LD_PRELOAD");

    for (; given && given[count] && count < 4090; count++) {
        if (strncmp(given[count], "LD_PRELOAD=", 11) == 0)
            return real(path, arguments, given);
        handed[count] = given[count];
    }
    if (own && getenv("DEAF_ALL") && strlen(own) < 4000) {
        strcpy(word, "LD_PRELOAD=");
        strcat(word, own);
        handed[count++] = word;
    }
    handed[count] = NULL;
    return real(path, arguments, handed);
}
