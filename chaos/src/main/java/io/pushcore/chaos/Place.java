package io.pushcore.chaos;

/** A position as it is told: {@code EPOCH:OFFSET}. */
record Place(String epoch, long offset) {
    static Place parse(String text) {
        int colon = text.lastIndexOf(':');
        return new Place(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
