/*
 * Preloaded into a process, notes for each file how much of it has been synced: what a power cut would leave.
 * POWERCUT_NOTES names a file of pairs of 64-bit numbers, inode and length, of which there is room for ENTRIES.
 * While there is a file that POWERCUT_FAIL names, the next sync of a log removes that one and fails. What was not synced
 * before is then taken for lost, whatever a later sync of the same file says: so the kernel may treat it. Of a file that is removed
 * or replaced nothing is known any more: the next may be given its inode.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES 65536
#define LOST (1ULL << 63)

struct note {
    uint64_t inode;
    uint64_t length;
};

static struct note *notes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void begin(void) {
    const char *path = getenv("POWERCUT_NOTES");
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CREAT, 0600);
    if (fd < 0) {
        return;
    }
    if (ftruncate(fd, ENTRIES * sizeof(struct note)) == 0) {
        void *mapped = mmap(NULL, ENTRIES * sizeof(struct note), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        notes = mapped == MAP_FAILED ? NULL : mapped;
    }
    close(fd);
}

static void synced_through(struct note *note, uint64_t length) {
    if ((note->length & LOST) == 0) {
        note->length = length;
    }
}

static void lost(struct note *note, uint64_t unused) {
    note->length |= LOST;
}

static void forgotten(struct note *note, uint64_t unused) {
    note->length = 0;
}

static void note(uint64_t inode, void (*change)(struct note *, uint64_t), uint64_t length) {
    pthread_mutex_lock(&lock);
    if (notes == NULL) {
        begin();
    }
    if (notes != NULL) {
        uint64_t place = inode % ENTRIES;
        while (notes[place].inode != 0 && notes[place].inode != inode) {
            place = (place + 1) % ENTRIES;
        }
        notes[place].inode = inode;
        change(&notes[place], length);
    }
    pthread_mutex_unlock(&lock);
}

static int is_log(int fd) {
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 4 && memcmp(path + length - 4, ".log", 4) == 0;
}

static int synced(const char *name, int fd) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
    struct stat before;
    int known = fstat(fd, &before);
    const char *fail = getenv("POWERCUT_FAIL");
    if (fail != NULL && known == 0 && is_log(fd) && unlink(fail) == 0) {
        note(before.st_ino, lost, 0);
        errno = EIO;
        return -1;
    }
    int result = real(fd);
    if (result == 0 && known == 0 && S_ISREG(before.st_mode)) {
        note(before.st_ino, synced_through, before.st_size);
    }
    return result;
}

int fsync(int fd) {
    return synced("fsync", fd);
}

int fdatasync(int fd) {
    return synced("fdatasync", fd);
}

/* Before the file goes: afterwards its inode may be another's, and synced. */
static void goes(const char *path) {
    struct stat file;
    if (lstat(path, &file) == 0 && S_ISREG(file.st_mode) && file.st_nlink == 1) {
        note(file.st_ino, forgotten, 0);
    }
}

int unlink(const char *path) {
    goes(path);
    int (*real)(const char *) = (int (*)(const char *)) dlsym(RTLD_NEXT, "unlink");
    return real(path);
}

int rename(const char *from, const char *to) {
    goes(to);
    int (*real)(const char *, const char *) = (int (*)(const char *, const char *)) dlsym(RTLD_NEXT, "rename");
    return real(from, to);
}
