package io.pushcore.peer;

/** A frame that breaks off, or holds what cannot be. */
final class Garbled extends Exception {
    private static final long serialVersionUID = 1;

    Garbled(String message) {
        // thrown for what anyone may send: a stack would cost more than the frame
        super(message, null, false, false);
    }
}
