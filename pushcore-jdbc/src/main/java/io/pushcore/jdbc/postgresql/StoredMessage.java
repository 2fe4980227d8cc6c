package io.pushcore.jdbc.postgresql;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** How a message stands in rows that our functions give. */
final class StoredMessage {
    /** By the numbers they are stored under. */
    private static final List<Payload.Type> TYPES = List.of(Payload.Type.JSON, Payload.Type.TEXT, Payload.Type.BINARY);

    private StoredMessage() {}

    static short number(Payload.Type type) {
        return (short) TYPES.indexOf(type);
    }

    /** The message of a row of kind 2. */
    static Message of(String channel, String presentEpoch, ResultSet row) throws SQLException {
        String epoch = row.getString(2);
        Position position = new Position(epoch == null ? presentEpoch : epoch, row.getLong(3));
        Payload payload = Payload.copyOf(TYPES.get(row.getShort(6)), ByteBuffer.wrap(row.getBytes(8)));
        try {
            Attributes with = Attributes.of(row.getBytes(7));
            return new Message(
                    channel,
                    position,
                    Nanos.instant(row.getLong(4)),
                    payload,
                    with.key(),
                    with.headers(),
                    with.sender(),
                    Nanos.instant(row.getLong(5)));
        } catch (IOException e) {
            throw new StorageException(Fault.CORRUPT, "message " + position + " of " + channel + " is damaged", e);
        }
    }

    /** A publication as it stands at a position. */
    static Message of(String channel, Publication publication, Position position, long time) {
        return of(channel, publication, position, Nanos.instant(time), time);
    }

    static Message of(String channel, Publication publication, Position position, Instant at, long time) {
        Instant expires =
                publication.ttl().isZero() ? Instant.MAX : Nanos.instant(Nanos.plus(time, Nanos.of(publication.ttl())));
        return new Message(
                channel,
                position,
                at,
                publication.payload(),
                publication.key(),
                publication.headers(),
                publication.sender(),
                expires);
    }
}
