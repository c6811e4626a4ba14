import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa, execaSync } from 'execa';
import { packageRoot } from '../../../base/paths.ts';

/** Stands in for the machine's kernel, whose whole state has WHOLE bytes (none: it has no such registers): says what it is asked. */
const KERNEL = `
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
static unsigned sum(const unsigned char *bytes, size_t n) { unsigned s = 0; while (n--) s += *bytes++; return s; }
long ptrace(enum __ptrace_request request, ...)
{
	va_list l; va_start(l, request);
	int pid = va_arg(l, int); size_t address = va_arg(l, size_t); struct iovec *io = va_arg(l, struct iovec *); va_end(l);
	size_t whole = strtoul(getenv("WHOLE"), 0, 10);
	if (request == PTRACE_GETREGSET) {
		if (io->iov_len > whole) io->iov_len = whole;
		memset(io->iov_base, 0xee, io->iov_len);
		if (whole) return printf("tell\\n"), 0;
	} else if (request == PTRACE_SETREGSET) {
		size_t first = io->iov_len < 2696 ? io->iov_len : 2696;
		printf("set %zx of %d: %zu bytes, %u %u\\n", address, pid, io->iov_len, sum(io->iov_base, first),
			sum((unsigned char *)io->iov_base + first, io->iov_len - first));
		if (io->iov_len == whole || address != NT_X86_XSTATE) return 0;
	} else return printf("%d of %d: %zx %zx\\n", request, pid, address, (size_t)io), 77;
	errno = whole ? EFAULT : ENODEV;
	return -1;
}`;
/** Stands in for UML: sets 2696 bytes twice, other registers once, and lets a process go on. */
const UML = `
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
static unsigned char part[2696];
static int set(int value, int which)
{
	memset(part, value, sizeof part);
	struct iovec io = { part, sizeof part };
	return ptrace(PTRACE_SETREGSET, 42, (void *)(long)which, &io) == 0 ? 0 : errno;
}
int main(void)
{
	int first = set(1, NT_X86_XSTATE), second = set(2, NT_X86_XSTATE), other = set(1, NT_PRSTATUS);
	long rest = ptrace(PTRACE_SYSCALL, 42, (void *)0x5, (void *)0xb);
	return printf("%d %d %d %ld\\n", first, second, other, rest) < 0;
}`;

describe('the boot of the guest', () => {
	it("preloads what the image has compiled, and is not the container's first process", () => {
		const read = (name: string) => readFileSync(join(packageRoot, 'images/engine', name), 'utf8');
		expect(read('Dockerfile')).to.match(/cd \/usr\/local\/lib\/vipdrill && gcc .* -o xstate\.so xstate\.c/);
		expect(read('boot')).to.match(/^here=\/usr\/local\/lib\/vipdrill$/m);
		expect(read('boot')).to.match(/^taskset .* LD_PRELOAD="\$here\/xstate\.so" linux\.uml /m);
	});
});

const OTHERS = ['set 1 of 42: 2696 bytes, 2696 0', '24 of 42: 5 b'];

// Set-up compiles it in a container; only a developer's machine, or CI's, has a compiler.
if (execaSync('gcc', ['--version'], { reject: false }).exitCode === 0)
	describe('the preloaded ptrace() of the guest', function () {
		this.timeout(30_000);
		let folder: string;
		before(async () => {
			folder = mkdtempSync(join(tmpdir(), 'vipdrill-xstate-'));
			for (const [name, source] of Object.entries({ kernel: KERNEL, uml: UML })) writeFileSync(join(folder, `${name}.c`), source);
			const shared = ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o'];
			await execa('gcc', [...shared, 'xstate.so', join(packageRoot, 'images/engine/xstate.c')], { cwd: folder });
			await execa('gcc', [...shared, 'kernel.so', 'kernel.c'], { cwd: folder });
			await execa('gcc', ['-o', 'uml', 'uml.c'], { cwd: folder });
		});
		after(() => rmSync(folder, { recursive: true }));
		const run = async (whole: number, ...preload: string[]) => {
			const libraries = preload.map((name) => join(folder, name)).join(' ');
			const { stdout } = await execa(join(folder, 'uml'), { env: { LD_PRELOAD: libraries, WHOLE: String(whole) } });
			return stdout.split('\n');
		};

		it('is needed where the state is larger than what UML sets: 14 is EFAULT', async () =>
			expect((await run(11008, 'kernel.so')).at(-1)).to.equal('14 14 0 77'));
		it('fills the state up with zeros, and asks for its size once', async () =>
			expect(await run(11008, 'xstate.so', 'kernel.so')).to.deep.equal([
				'tell',
				'set 202 of 42: 11008 bytes, 2696 0',
				'set 202 of 42: 11008 bytes, 5392 0',
				...OTHERS,
				'0 0 0 77',
			]));
		it('changes nothing where the state is what UML sets', async () =>
			expect(await run(2696, 'xstate.so', 'kernel.so')).to.deep.equal([
				'tell',
				'set 202 of 42: 2696 bytes, 2696 0',
				'set 202 of 42: 2696 bytes, 5392 0',
				...OTHERS,
				'0 0 0 77',
			]));
		it('changes nothing where the kernel does not tell; 19 is ENODEV', async () =>
			expect(await run(0, 'xstate.so', 'kernel.so')).to.deep.equal([
				'set 202 of 42: 2696 bytes, 2696 0',
				'set 202 of 42: 2696 bytes, 5392 0',
				...OTHERS,
				'19 19 0 77',
			]));
	});
