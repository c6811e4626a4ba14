/** Makes an image of this machine's own bash and sleep, as a tar file that `docker import` takes: no registry is needed. A script for sh; its argument is the file. */
export const TINY_IMAGE = `tar --create --dereference --file "$1" --directory / $(
	for file in /bin/bash /bin/sleep $(ldd /bin/bash /bin/sleep | grep -o '/[^ ):]*' | sort -u); do echo "\${file#/}"; done | sort -u
) 2> /dev/null`;
