### What is said of archives, files and instructions.

size-bytes = { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
size-kb = { $count } KB
size-mb = { $count } MB
archive-done = { $name }: { $files ->
        [one] { $files } file
       *[other] { $files } files
    }, { $size }.
archive-omitted = { $count ->
        [one] { $count } entry was left out: secrets, links and the like are.
       *[other] { $count } entries were left out: secrets, links and the like are.
    }
archive-changed = { $count ->
        [one] { $count } file was being written to meanwhile; what is in the archive may be half old, half new.
       *[other] { $count } files were being written to meanwhile; what is in the archive may be half old, half new.
    }
archive-kept = { $name } has { $size } MB, and at most { $limit } MB can be sent here. It is kept as { $kept }: ask whoever runs me for it, or archive a smaller folder.
getfile-done = { $name }, { $size }
getfile-too-big = { $name } has { $size } MB, and at most { $limit } MB can be sent here. Ask whoever runs me for it, or archive its folder if that may make it small enough.
getfile-folder = That is a folder: name a file in it, or have all of it with { $prefix }archive.
getfile-not-sent = Discord did not take { $name }; please try again later, or ask whoever runs me for it.
files-none = No folder is shared with this server. Whoever runs me can share one, in the config under [files.roots.{ $server }].
instruction-unknown = I have no instruction on that. There are: { $topics }.
instruction-empty = There is nothing in it yet.
instruction-whole = The rest is long; all of it is in the file.
