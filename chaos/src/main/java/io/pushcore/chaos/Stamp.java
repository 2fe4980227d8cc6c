package io.pushcore.chaos;

/** What a message says: who published it, and which of his it is. */
record Stamp(int publisher, long number) {
    private static final int NUMBER_BITS = 40;

    static Stamp parse(String payload) {
        int dash = payload.indexOf('-');
        return new Stamp(Integer.parseInt(payload.substring(0, dash)), Long.parseLong(payload.substring(dash + 1)));
    }

    static Stamp of(long bits) {
        return new Stamp((int) (bits >> NUMBER_BITS), bits & ((1L << NUMBER_BITS) - 1));
    }

    /** Never 0. */
    long bits() {
        return ((long) publisher << NUMBER_BITS) | number;
    }

    @Override
    public String toString() {
        return publisher + "-" + number;
    }
}
