package dev.drayage.platform;

/** The matcher that takes everything. */
enum AllPlatforms implements PlatformMatcher {
    INSTANCE;

    @Override
    public boolean matches(Platform platform) {
        return true;
    }

    @Override
    public int compare(Platform a, Platform b) {
        return 0;
    }

    @Override
    public String toString() {
        return "all platforms";
    }
}
