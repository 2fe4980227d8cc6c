package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.StorageException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The epochs of the whole. */
final class GenerationsCheck implements FamilyCheck {
    @Override
    public Set<Family> families() {
        return Set.of(Family.META);
    }

    @Override
    public void check(ReadOnlyFiles files, Examination examination) {
        byte[] bytes = files.get(Family.META, "generations".getBytes(UTF_8));
        if (bytes == null) {
            examination.wrong("the epochs of the storage are missing");
            return;
        }
        try {
            List<String> epochs = Generations.of(bytes).epochs();
            if (epochs.isEmpty()
                    || new HashSet<>(epochs).size() != epochs.size()
                    || !epochs.stream().allMatch(GenerationsCheck::isEpoch)) {
                examination.wrong("the epochs of the storage are not a list of different epochs: " + epochs);
            }
        } catch (StorageException unreadable) {
            examination.wrong("the epochs of the storage cannot be read: " + unreadable.getMessage());
        }
    }

    static boolean isEpoch(String text) {
        return text.matches("[0-9a-z]{1,32}");
    }
}
