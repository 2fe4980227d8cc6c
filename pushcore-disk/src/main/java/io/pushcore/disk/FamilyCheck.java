package io.pushcore.disk;

import java.util.Set;

/** Looks whether the records of some families go together. */
interface FamilyCheck {
    /** What it reads; where one of them is not there it is left out. */
    Set<Family> families();

    /** Tells the examination what it has counted and what is wrong. A failure to read ends it. */
    void check(ReadOnlyFiles files, Examination examination);
}
