package dev.drayage.storage;

import dev.drayage.bucket.RegistryKeys;

/**
 * Where an upload has its objects: the folder and two names are the registry's own, so that it clears away what nobody ends.
 *
 * @param path of the repository
 * @param id of the upload
 */
record UploadKeys(String path, String id) {

    String folder() {
        return RegistryKeys.uploads(path) + id + "/";
    }

    /** When it was begun, as text; what has it is an upload. */
    String startedAt() {
        return folder() + "startedat";
    }

    /** What was sent, when it is whole. */
    String data() {
        return folder() + "data";
    }

    String lock() {
        return folder() + "lock";
    }

    /** Says that somebody replaces a lock whose holder has died, by the hash of what he wrote. */
    String takenOver(String hash) {
        return lock() + "-" + hash;
    }

    /** The first bytes of a part that is not full yet. */
    String tail(int part) {
        return folder() + "part-" + part;
    }
}
