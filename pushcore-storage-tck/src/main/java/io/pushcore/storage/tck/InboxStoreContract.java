package io.pushcore.storage.tck;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The rules of {@code InboxStore}; what each means stands in {@code docs/storage-rules.md}. */
public abstract class InboxStoreContract {
    /** For the test that extends it. */
    protected InboxStoreContract() {}

    /** A fixture of its own for each test. */
    protected abstract StorageFixture newFixture();

    @Nested
    @DisplayName("opening")
    final class Opening extends InboxOpeningRules {
        Opening() {}

        @Override
        protected StorageFixture newFixture() {
            return InboxStoreContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("checkpoints")
    final class Recording extends CheckpointRules {
        Recording() {}

        @Override
        protected StorageFixture newFixture() {
            return InboxStoreContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("follows")
    final class Following extends FollowRules {
        Following() {}

        @Override
        protected StorageFixture newFixture() {
            return InboxStoreContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("read marks")
    final class Marking extends MarkRules {
        Marking() {}

        @Override
        protected StorageFixture newFixture() {
            return InboxStoreContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("forgetting, names, close and crash")
    final class Living extends InboxLifeRules {
        Living() {}

        @Override
        protected StorageFixture newFixture() {
            return InboxStoreContract.this.newFixture();
        }
    }

    @Nested
    @DisplayName("model")
    final class Behaving extends InboxModelRules {
        Behaving() {}

        @Override
        protected StorageFixture newFixture() {
            return InboxStoreContract.this.newFixture();
        }
    }
}
