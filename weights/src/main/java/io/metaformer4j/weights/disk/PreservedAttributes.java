package io.metaformer4j.weights.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose a file is and who may use it, so that the file which replaces it is neither more private nor more public. */
record PreservedAttributes(UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> permissions) {

    private static final Logger LOG = LoggerFactory.getLogger(PreservedAttributes.class);

    /** For a file that is being written in the place of another: nobody else reads it before it has its final permissions. */
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** Reads them; empty where the file system has no such permissions. */
    static Optional<PreservedAttributes> of(Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        if (view == null) {
            return Optional.empty();
        }
        PosixFileAttributes found = view.readAttributes();
        return Optional.of(new PreservedAttributes(found.owner(), found.group(), found.permissions()));
    }

    /** Gives them to another file. Owner and group are kept where this process may do that. */
    void applyTo(Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        PosixFileAttributes own = view.readAttributes();
        Set<PosixFilePermission> allowed = EnumSet.noneOf(PosixFilePermission.class);
        allowed.addAll(permissions);
        if (!own.group().equals(group) && !changed(file, "group " + group.getName(), () -> view.setGroup(group))) {
            // Another group must not get what was meant for the old one.
            allowed.remove(PosixFilePermission.GROUP_WRITE);
            allowed.remove(PosixFilePermission.GROUP_EXECUTE);
            if (!allowed.contains(PosixFilePermission.OTHERS_READ)) {
                allowed.remove(PosixFilePermission.GROUP_READ);
            }
        }
        view.setPermissions(allowed);
        if (!own.owner().equals(owner)) {
            changed(file, "owner " + owner.getName(), () -> view.setOwner(owner));
        }
    }

    private static PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean changed(Path file, String what, Change change) throws IOException {
        try {
            change.make();
            return true;
        } catch (FileSystemException e) {
            // usually only the system's administrator may give files away
            LOG.info("the {} of the file that '{}' replaces cannot be kept ({})", what, file, e.toString());
            return false;
        }
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }
}
