import type { OfferedDevice } from '@dumont/protocol';
import t from 'tap';
import { listVulkanDevices, withDriver, withVulkanDrivers, type VulkanDevice } from './vulkan-facts.ts';

const gpu: OfferedDevice = {
  ...{ name: 'a GPU', kind: 'gpu', vendor: 'AMD', vendorId: 0x1002, deviceId: 0x73bf },
  ...{ metadata: {}, provider: 'WebGpuExecutionProvider' },
};
const radv: VulkanDevice = {
  ...{ name: 'RX', isSoftware: false, vendorId: 0x1002, deviceId: 0x73bf },
  driver: { name: 'radv', version: 'Mesa 25.0', api: 'Vulkan 1.4.0' },
};
const software: VulkanDevice = {
  ...{ name: 'SwiftShader', isSoftware: true, vendorId: 0x1ae0, deviceId: 0xc0de },
  driver: { name: 'SwiftShader driver', version: '5.0.0', api: 'Vulkan 1.3.0' },
};

await t.test('a device is known to Vulkan by its numbers, one in software by that', async (t) => {
  t.strictSame(withDriver(gpu, [software, radv]).driver, radv.driver);
  const onCpu: OfferedDevice = { ...gpu, vendorId: 0, deviceId: 0, isSoftware: true };
  t.strictSame(withDriver(onCpu, [radv, software]).driver, software.driver);
  t.equal(withDriver({ ...gpu, deviceId: 1 }, [software, radv]).driver, undefined);
});

await t.test('without Vulkan there is nothing to tell, and of others nobody asks', async (t) => {
  t.strictSame(await listVulkanDevices('/no/such/libvulkan.so.1'), []);
  const other = { ...gpu, provider: 'CUDAExecutionProvider' };
  t.strictSame(await withVulkanDrivers([other]), [other]);
});
