package io.pushcore.cli;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each line of a stream, many in flight. A thread of its own reads the lines and sends them; the caller's thread
 * takes the answers, so that a broker which stops reading is waited for without a deadlock.
 */
final class LinePublisher {
    private final LineClient client;
    private final PublishWords words;
    private final InputLines lines;
    private final Progress progress;
    private final PublishWindow window = new PublishWindow();
    private volatile boolean allSent;
    private volatile @Nullable CommandFailed inputFailure;

    LinePublisher(LineClient client, PublishWords words, InputStream in, Progress progress) {
        this.client = client;
        this.words = words;
        this.lines = new InputLines(in, client.commands()::flush);
        this.progress = progress;
    }

    /** Publishes all and waits until all are acknowledged. */
    void run() throws ConnectionLost {
        Thread sender = new Thread(this::send, "publish");
        sender.setDaemon(true);
        sender.start();
        try {
            takeAnswers();
        } catch (ConnectionLost lost) {
            throw new ConnectionLost(lost.sentence() + "; acknowledged until then: " + lines(window.answered())
                    + ", sent without an answer: " + (window.sent() - window.answered()));
        } finally {
            window.close();
            client.close();
        }
        CommandFailed failure = inputFailure;
        if (failure != null) {
            throw failure;
        }
    }

    private void takeAnswers() throws ConnectionLost {
        while (!allSent || window.answered() < window.sent()) {
            switch (client.next()) {
                case ACCEPTED -> accepted();
                case ERROR -> throw client.refusal().failure("line " + (window.answered() + 1) + " was refused");
                case OK, PONG -> {}
                case MESSAGE, GAP, END, BYE -> throw client.unexpected();
            }
        }
        progress.end(window.answered());
    }

    private void accepted() throws ConnectionLost {
        if (!window.takeOff()) {
            throw client.unexpected();
        }
        progress.at(window.answered());
    }

    private void send() {
        try {
            sendLines();
            client.commands().flush();
            allSent = true;
            // whatever its answer is: it wakes the reader, who may have had the last answer already
            client.commands().ping();
        } catch (ConnectionLost lost) {
            // the reader meets the same end, after what the broker still had to say
            allSent = false;
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendLines() throws ConnectionLost, InterruptedException {
        while (hasNext()) {
            int size = lines.to() - lines.from();
            if (!window.hasSpace(size)) {
                client.commands().flush();
                if (!window.awaitSpace()) {
                    return;
                }
            }
            window.add(size);
            client.commands().command(words.ofLine(window.sent()), lines.bytes(), lines.from(), lines.to());
        }
    }

    private boolean hasNext() throws ConnectionLost {
        try {
            return lines.next();
        } catch (ConnectionLost lost) {
            throw lost;
        } catch (IOException e) {
            inputFailure = new CommandFailed(
                    ExitCode.FAILED, "line " + (window.sent() + 1) + " cannot be read: " + e.getMessage());
            return false;
        }
    }

    private static String lines(long count) {
        return count + (count == 1 ? " line" : " lines");
    }
}
