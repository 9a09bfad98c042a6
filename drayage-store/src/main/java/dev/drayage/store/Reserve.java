package dev.drayage.store;

import java.io.IOException;

/** Room for changes that free some, where the database shares a disk with what is stored. */
interface Reserve {
    /** No room is held: the database has a disk of its own. */
    Reserve NONE = new Reserve() {
        @Override
        public <T> T use(Action<T> action) throws IOException {
            return action.run();
        }

        @Override
        public boolean giveUp() {
            return false;
        }
    };

    /** Does something. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /** Does something again with the room that was held, if it failed and the disk is full. */
    <T> T use(Action<T> action) throws IOException;

    /** Whether the disk is full, so that with the room that was held something that failed may do now. */
    boolean giveUp() throws IOException;
}
