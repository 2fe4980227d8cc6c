package io.pushcore.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.EventDecoder;
import io.pushcore.EventRecord;
import io.pushcore.IngestRules;
import io.pushcore.IngestedEvent;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.engine.inbox.LocalInbox;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What is to be stored for a record of a source. Only the thread of its ingestion calls it. */
final class IngestPlan {
    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_REASON = 1_000;

    private final Engine engine;
    private final EventDecoder decoder;
    private final IngestRules rules;

    IngestPlan(Engine engine, EventDecoder decoder, IngestRules rules) {
        this.engine = engine;
        this.decoder = decoder;
        this.rules = rules;
    }

    /** Adds a record to a slice, as what it becomes or as rejected; says whether it is rejected. */
    boolean add(EventRecord one, IngestSlice slice) {
        slice.begin(one);
        List<String> channels;
        Publication publication;
        try {
            admit(one);
            IngestedEvent event = decoded(one);
            channels = channels(event);
            publication = keyed(one, event.publication());
            channels.forEach(channel -> fits(channel, publication));
        } catch (PushCoreException refused) {
            slice.add(IngestRules.REJECTED, rejected(one, refused));
            return true;
        }
        channels.forEach(channel -> slice.add(channel, new IngestSlice.Entry(one, publication)));
        return false;
    }

    private void admit(EventRecord one) {
        if (one.length() > rules.maxBytes() || one.length() > one.payload().length()) {
            throw new PushCoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "a record must not be longer than maxBytes " + rules.maxBytes() + ": " + one.length());
        }
        if (!rules.staleAfter().isZero()
                && one.time().isBefore(engine.time.now().minus(rules.staleAfter()))) {
            throw new PushCoreException(
                    ErrorCode.TIMEOUT,
                    "a record must not be older than staleAfter " + rules.staleAfter() + ": " + one.time());
        }
    }

    private IngestedEvent decoded(EventRecord one) {
        try {
            return decoder.decode(one);
        } catch (PushCoreException refused) {
            throw refused;
        } catch (RuntimeException failure) {
            throw new PushCoreException(ErrorCode.INTERNAL, "the decoder failed: " + failure, failure);
        }
    }

    private List<String> channels(IngestedEvent event) {
        List<String> channels =
                new ArrayList<>(event.users().size() + event.channels().size());
        event.users().forEach(user -> channels.add(LocalInbox.logOf(Names.user(user))));
        event.channels().forEach(channel -> channels.add(Names.channel(channel)));
        if (!event.users().isEmpty() && engine.inboxes == null) {
            throw new PushCoreException(ErrorCode.NOT_YET, "the storage keeps no inboxes");
        }
        return channels;
    }

    private void fits(String channel, Publication publication) {
        int most = engine.tuned().rulesOf(channel).maxPayloadBytes();
        if (publication.payload().length() > most) {
            throw new PushCoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "payload must not be longer than maxPayload " + most + " bytes of " + Names.shown(channel) + ": "
                            + publication.payload().length());
        }
    }

    private static Publication keyed(EventRecord one, Publication publication) {
        return publication.idempotencyKey().isEmpty() ? publication.idempotencyKey(key(one.place())) : publication;
    }

    /** The place, or a digest of one that is too long. */
    private static String key(String place) {
        byte[] bytes = place.getBytes(UTF_8);
        if (bytes.length <= LONGEST_KEY) {
            return place;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** What stands in the channel of the rejected for a record. */
    IngestSlice.Entry rejected(EventRecord one, PushCoreException why) {
        engine.logLines.warn(
                "ingest rejects",
                "a record was rejected and stands in " + IngestRules.REJECTED + ": " + Names.shown(one.place()) + ": "
                        + why.sentence());
        Publication publication = Publication.of(cut(one.payload()))
                .idempotencyKey(key(one.place()))
                .header("code", String.valueOf(why.code().number()))
                .header("reason", shortened(why.sentence()))
                .header("log", shortened(one.log()))
                .header("partition", String.valueOf(one.partition()))
                .header("offset", String.valueOf(one.offset()))
                .header("time", one.time().toString())
                .header("length", String.valueOf(one.length()));
        return new IngestSlice.Entry(one, publication);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
    }

    /** As much as the channel takes, as text where it is. */
    private Payload cut(Payload payload) {
        int most = engine.tuned().rulesOf(IngestRules.REJECTED).maxPayloadBytes();
        ByteBuffer bytes = payload.buffer();
        bytes.limit(Math.min(bytes.limit(), most));
        try {
            UTF_8.newDecoder().decode(bytes.duplicate());
            return Payload.copyOf(Payload.Type.TEXT, bytes);
        } catch (CharacterCodingException binary) {
            return Payload.copyOf(Payload.Type.BINARY, bytes);
        }
    }
}
