package io.pushcore.storage.tck;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The rules of {@code ChannelLog} and of a backend's life; what each means stands in {@code docs/storage-rules.md}. */
public abstract class ChannelLogContract {
    /** For the test that extends it. */
    protected ChannelLogContract() {}

    /** A fixture of its own for each test. */
    protected abstract StorageFixture newFixture();

    @Nested
    @DisplayName("appending")
    final class Appending extends AppendRules {
        Appending() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("idempotency keys")
    final class Repeating extends IdempotencyRules {
        Repeating() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("retention")
    final class Keeping extends RetentionRules {
        Keeping() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("reading")
    final class Reading extends ReadRules {
        Reading() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("changes")
    final class Changing extends ChangeRules {
        Changing() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("names")
    final class Naming extends NameRules {
        Naming() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("open, close, crash, delete")
    final class Living extends LifeRules {
        Living() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("durability")
    final class Lasting extends DurabilityRules {
        Lasting() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("model")
    final class Behaving extends ModelRules {
        Behaving() {}

        @Override
        protected StorageFixture newFixture() {
            return ChannelLogContract.this.newFixture();
        }
    }
}
