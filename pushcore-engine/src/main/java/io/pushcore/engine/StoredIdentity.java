package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.storage.LeaseStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An identity as the bytes of a lease. */
final class StoredIdentity {
    private static final int FORM = 1;

    private StoredIdentity() {}

    static byte[] bytes(Identity identity) {
        Instant expires = identity.expires();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeUTF(identity.user());
            out.writeUTF(identity.info());
            out.writeLong(expires.getEpochSecond());
            out.writeInt(expires.getNano());
            out.writeInt(identity.grants().size());
            for (String grant : identity.grants()) {
                out.writeUTF(grant);
            }
        } catch (IOException tooLong) {
            throw tooLarge(tooLong);
        }
        if (bytes.size() > LeaseStore.MAX_VALUE_BYTES) {
            throw tooLarge(null);
        }
        return bytes.toByteArray();
    }

    private static PushCoreException tooLarge(@Nullable Throwable cause) {
        return new PushCoreException(ErrorCode.PAYLOAD_TOO_LARGE, "an identity in a token must fit into 64 KiB", cause);
    }

    static Identity read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORM) {
                throw Access.unauthenticated();
            }
            String user = in.readUTF();
            String info = in.readUTF();
            Instant expires = Instant.ofEpochSecond(in.readLong(), in.readInt());
            Set<String> grants = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                grants.add(in.readUTF());
            }
            return new Identity(user, info, expires, grants);
        } catch (IOException | DateTimeException broken) {
            throw new UncheckedIOException(new IOException("a token's lease cannot be read", broken));
        }
    }
}
