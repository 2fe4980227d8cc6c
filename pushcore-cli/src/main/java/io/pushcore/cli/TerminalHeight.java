package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many lines the terminal has now, as {@code stty} says, which Java does not; 0 if nobody knows. Asked by one thread. */
final class TerminalHeight implements IntSupplier {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,4}) [0-9]{1,4}");
    private static final int PATIENCE_SECONDS = 2;

    private final int told;
    private boolean silent;

    /** @param lines what the environment says, which may be of an earlier size; empty if nothing */
    TerminalHeight(String lines) {
        this.told = lines.matches("[0-9]{1,4}") ? Integer.parseInt(lines) : 0;
    }

    @Override
    public int getAsInt() {
        return silent ? told : asked();
    }

    private int asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Matcher size = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), US_ASCII).strip());
            if (stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && size.matches()) {
                return Integer.parseInt(size.group(1));
            }
        } catch (IOException none) {
            // no terminal, or no stty
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        silent = true;
        return told;
    }
}
