package io.pushcore.netty.line;

/** Sentences that stay on their line. */
final class OneLine {
    private OneLine() {}

    /** The sentence with a space for every control character. */
    static String of(String sentence) {
        for (int i = 0; i < sentence.length(); i++) {
            if (Character.isISOControl(sentence.charAt(i))) {
                return replaced(sentence);
            }
        }
        return sentence;
    }

    private static String replaced(String sentence) {
        StringBuilder line = new StringBuilder(sentence.length());
        sentence.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
        return line.toString();
    }
}
