package io.pushcore.peer;

/** A hash of 64 bits that is the same on every node, such that those of a set can be joined in any order. */
final class NameHash {
    private NameHash() {}

    static long of(String name) {
        // FNV-1a, and the last step of MurmurHash3, without which the hashes of similar names cancel each other
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return hash ^ hash >>> 33;
    }

    /** The most bytes that a name may take in UTF-8. */
    static int mostBytes(String name) {
        return Math.min(name.length() * 3, 255);
    }
}
