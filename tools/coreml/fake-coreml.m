/*
 * CoreML, CoreVideo and what gcc's runtime of Objective-C lacks, as far as Dumont uses them: for tests on Linux, on GNUstep.
 * It reads the description of a model as CoreML does and "runs" it: an output is the input of as many elements twice over, else zeros
 * with the number 1 first; with a state it is what came in so far. Names of model files ask for more: error-N.mlmodel cannot be loaded
 * with MLModelError N, refuse.mlmodel does not run, crash.mlmodel throws; hang.mlmodel is compiled for ever, uncompiled.mlmodel not at
 * all, and compile-crash.mlmodel throws then.
 * What it is told it keeps in a log, and counts its objects.
 */
#import <Foundation/Foundation.h>
#include <objc/message.h>
#include <objc/runtime.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- What Apple's runtime has and gcc's does not ---- */

__asm__(".text\n.globl objc_msgSend\n.type objc_msgSend,@function\nobjc_msgSend:\n"
        "  push %rbp\n  mov %rsp, %rbp\n  sub $192, %rsp\n"
        "  mov %rdi, -8(%rbp)\n  mov %rsi, -16(%rbp)\n  mov %rdx, -24(%rbp)\n  mov %rcx, -32(%rbp)\n"
        "  mov %r8, -40(%rbp)\n  mov %r9, -48(%rbp)\n  mov %rax, -56(%rbp)\n"
        "  movups %xmm0, -80(%rbp)\n  movups %xmm1, -96(%rbp)\n  movups %xmm2, -112(%rbp)\n  movups %xmm3, -128(%rbp)\n"
        "  movups %xmm4, -144(%rbp)\n  movups %xmm5, -160(%rbp)\n  movups %xmm6, -176(%rbp)\n  movups %xmm7, -192(%rbp)\n"
        "  call objc_msg_lookup@PLT\n  mov %rax, %r11\n"
        "  mov -8(%rbp), %rdi\n  mov -16(%rbp), %rsi\n  mov -24(%rbp), %rdx\n  mov -32(%rbp), %rcx\n"
        "  mov -40(%rbp), %r8\n  mov -48(%rbp), %r9\n  mov -56(%rbp), %rax\n"
        "  movups -80(%rbp), %xmm0\n  movups -96(%rbp), %xmm1\n  movups -112(%rbp), %xmm2\n  movups -128(%rbp), %xmm3\n"
        "  movups -144(%rbp), %xmm4\n  movups -160(%rbp), %xmm5\n  movups -176(%rbp), %xmm6\n  movups -192(%rbp), %xmm7\n"
        "  leave\n  jmp *%r11\n.size objc_msgSend, .-objc_msgSend\n");

void *_NSConcreteGlobalBlock[32];

void *objc_autoreleasePoolPush(void) { return [[NSAutoreleasePool alloc] init]; }
void objc_autoreleasePoolPop(void *pool) { [(NSAutoreleasePool *)pool release]; }

struct block {
  void *isa;
  int flags, reserved;
  void (*invoke)();
};

/* ---- What the tests ask ---- */

static long live;
static NSMutableString *told;

long fake_live_objects(void) { return live; }
const char *fake_log(void) { return told == nil ? "" : [[told description] UTF8String]; }

static void tell(NSString *format, ...) {
  va_list values;
  va_start(values, format);
  NSString *line = [[NSString alloc] initWithFormat:format arguments:values];
  va_end(values);
  if (told == nil) told = [[NSMutableString alloc] init];
  if ([told length] < 100000) [told appendFormat:@"%@\n", line];
  [line release];
}

@interface Counted : NSObject
@end
@implementation Counted
+ (id)allocWithZone:(NSZone *)zone {
  __sync_fetch_and_add(&live, 1);
  return [super allocWithZone:zone];
}
- (void)dealloc {
  __sync_fetch_and_sub(&live, 1);
  [super dealloc];
}
@end

static NSError *errorOf(long code, NSString *words) {
  NSDictionary *information = [NSDictionary dictionaryWithObject:words forKey:NSLocalizedDescriptionKey];
  return [NSError errorWithDomain:@"com.apple.CoreML" code:code userInfo:information];
}

/* ---- Descriptions ---- */

enum { Int64 = 1, Double = 2, String = 3, Image = 4, MultiArray = 5, Dictionary = 6, Sequence = 7, State = 8 };

/* Stands for a feature's description and for all of its constraints. */
@interface Description : Counted {
@public
  NSString *name;
  long type, dataType, colorSpace, width, height, itemType;
  BOOL optional;
  NSMutableArray *shape, *shapes, *ranges;
}
@end

@interface MLImageSize : Counted {
@public
  long width, height;
}
@end
@implementation MLImageSize
- (long)pixelsWide { return width; }
- (long)pixelsHigh { return height; }
@end

@interface Constraint : Counted {
@public
  long type;
  NSArray *shapes, *ranges;
}
@end
@implementation Constraint
/* Of an image: its shapes are sizes, and its ranges two. */
- (NSArray *)enumeratedImageSizes { return shapes; }
- (NSRange)pixelsWideRange { return [[ranges objectAtIndex:0] rangeValue]; }
- (NSRange)pixelsHighRange { return [[ranges objectAtIndex:1] rangeValue]; }
- (void)dealloc {
  [shapes release];
  [ranges release];
  [super dealloc];
}
- (long)type { return type; }
- (NSArray *)enumeratedShapes { return shapes; }
- (NSArray *)sizeRangeForDimension { return ranges; }
@end

@implementation Description
- (id)init {
  self = [super init];
  shape = [[NSMutableArray alloc] init];
  shapes = [[NSMutableArray alloc] init];
  ranges = [[NSMutableArray alloc] init];
  return self;
}
- (void)dealloc {
  [name release];
  [shape release];
  [shapes release];
  [ranges release];
  [super dealloc];
}
- (long)type { return type; }
- (BOOL)isOptional { return optional; }
- (id)multiArrayConstraint { return type == MultiArray ? self : nil; }
- (id)imageConstraint { return type == Image ? self : nil; }
- (id)stateConstraint { return type == State ? self : nil; }
- (NSArray *)shape { return shape; }
- (NSArray *)bufferShape { return shape; }
- (long)dataType { return dataType; }
- (long)pixelsWide { return width; }
- (long)pixelsHigh { return height; }
- (unsigned int)pixelFormatType { return colorSpace == 10 ? 0x4c303038 : colorSpace == 40 ? 0x4c303068 : 0x42475241; }
- (id)constraintWithout:(long)unspecified {
  Constraint *constraint = [[[Constraint alloc] init] autorelease];
  constraint->type = [ranges count] > 0 ? 3 : [shapes count] > 0 ? 2 : unspecified;
  constraint->shapes = [shapes retain];
  constraint->ranges = [ranges retain];
  return constraint;
}
- (id)shapeConstraint { return [self constraintWithout:1]; }
- (id)sizeConstraint { return [self constraintWithout:0]; }
- (id)dictionaryConstraint { return type == Dictionary ? self : nil; }
- (long)keyType { return itemType; }
- (id)sequenceConstraint { return type == Sequence ? self : nil; }
- (id)valueDescription {
  Description *item = [[[Description alloc] init] autorelease];
  item->type = itemType;
  return item;
}
@end

@interface MLModelDescription : Counted {
@public
  NSMutableDictionary *inputs, *outputs, *states;
}
@end
@implementation MLModelDescription
- (id)init {
  self = [super init];
  inputs = [[NSMutableDictionary alloc] init];
  outputs = [[NSMutableDictionary alloc] init];
  states = [[NSMutableDictionary alloc] init];
  return self;
}
- (void)dealloc {
  [inputs release];
  [outputs release];
  [states release];
  [super dealloc];
}
- (NSDictionary *)inputDescriptionsByName { return inputs; }
- (NSDictionary *)outputDescriptionsByName { return outputs; }
- (NSDictionary *)stateDescriptionsByName { return states; }
@end

/* ---- A message of protobuf, field by field ---- */

typedef struct {
  const unsigned char *at, *end;
  int field;
  /* Of a number, else 0; bytes and length of anything else. */
  unsigned long number;
  const unsigned char *bytes;
  unsigned long length;
} Reader;

static unsigned long varint(Reader *reader) {
  unsigned long value = 0;
  for (int shift = 0; reader->at < reader->end && shift < 64; shift += 7) {
    unsigned char byte = *reader->at++;
    value |= (unsigned long)(byte & 127) << shift;
    if (byte < 128) break;
  }
  return value;
}

static BOOL next(Reader *reader) {
  if (reader->at >= reader->end) return NO;
  unsigned long tag = varint(reader);
  reader->field = tag >> 3;
  reader->number = 0;
  reader->length = 0;
  if ((tag & 7) == 0) reader->number = varint(reader);
  else {
    reader->length = (tag & 7) == 1 ? 8 : (tag & 7) == 5 ? 4 : varint(reader);
    if (reader->length > (unsigned long)(reader->end - reader->at)) return NO;
    reader->bytes = reader->at;
    reader->at += reader->length;
  }
  return YES;
}

static Reader inside(Reader *outer) {
  Reader reader = {outer->bytes, outer->bytes + outer->length, 0, 0, NULL, 0};
  return reader;
}

static void addNumbers(Reader *field, NSMutableArray *to) {
  if (field->length == 0) {
    [to addObject:[NSNumber numberWithLongLong:field->number]];
    return;
  }
  Reader packed = inside(field);
  while (packed.at < packed.end) [to addObject:[NSNumber numberWithLongLong:varint(&packed)]];
}

static NSValue *readRange(Reader one) {
  unsigned long least = 0, most = 0;
  while (next(&one)) {
    if (one.field == 1) least = one.number;
    else most = (long)one.number < 0 ? 0x7fffffffffffffff : one.number;
  }
  return [NSValue valueWithRange:NSMakeRange(least, most - least)];
}

static void readImage(Reader image, Description *into) {
  while (next(&image)) {
    if (image.field == 1) into->width = image.number;
    else if (image.field == 2) into->height = image.number;
    else if (image.field == 3) into->colorSpace = image.number;
    else if (image.field == 21) {
      Reader sizes = inside(&image);
      while (next(&sizes)) {
        MLImageSize *size = [[[MLImageSize alloc] init] autorelease];
        Reader one = inside(&sizes);
        while (next(&one)) *(one.field == 1 ? &size->width : &size->height) = one.number;
        [into->shapes addObject:size];
      }
    } else if (image.field == 31) {
      Reader ranges = inside(&image);
      while (next(&ranges)) [into->ranges addObject:readRange(inside(&ranges))];
    }
  }
}

static void readArray(Reader array, Description *into) {
  while (next(&array)) {
    if (array.field == 1) addNumbers(&array, into->shape);
    else if (array.field == 2) into->dataType = array.number;
    else if (array.field == 21) {
      Reader shapes = inside(&array);
      while (next(&shapes)) {
        NSMutableArray *shape = [NSMutableArray array];
        Reader one = inside(&shapes);
        while (next(&one)) addNumbers(&one, shape);
        [into->shapes addObject:shape];
      }
    } else if (array.field == 31) {
      Reader ranges = inside(&array);
      while (next(&ranges)) [into->ranges addObject:readRange(inside(&ranges))];
    }
  }
}

static Description *readFeature(Reader feature) {
  Description *into = [[[Description alloc] init] autorelease];
  while (next(&feature)) {
    if (feature.field == 1)
      into->name = [[NSString alloc] initWithBytes:feature.bytes length:feature.length encoding:NSUTF8StringEncoding];
    if (feature.field != 3) continue;
    Reader type = inside(&feature);
    while (next(&type)) {
      if (type.field == 1000) into->optional = type.number != 0;
      else into->type = type.field;
      if (type.field == 5) readArray(inside(&type), into);
      if (type.field == 4) readImage(inside(&type), into);
      if (type.field == 6 || type.field == 7) {
        Reader items = inside(&type);
        while (next(&items))
          if (items.field <= 3) into->itemType = items.field == 1 ? Int64 : String;
      }
      if (type.field == 8) {
        Reader state = inside(&type);
        while (next(&state)) readArray(inside(&state), into);
      }
    }
  }
  return into;
}

static MLModelDescription *readModel(NSData *data) {
  MLModelDescription *into = [[[MLModelDescription alloc] init] autorelease];
  Reader model = {[data bytes], (const unsigned char *)[data bytes] + [data length], 0, 0, NULL, 0};
  BOOL found = NO;
  while (next(&model)) {
    if (model.field != 2) continue;
    found = YES;
    Reader description = inside(&model);
    while (next(&description)) {
      NSMutableDictionary *of = description.field == 1    ? into->inputs
                                : description.field == 10 ? into->outputs
                                : description.field == 13 ? into->states
                                                          : nil;
      if (of == nil) continue;
      Description *feature = readFeature(inside(&description));
      if (feature->name != nil) [of setObject:feature forKey:feature->name];
    }
  }
  return found ? into : nil;
}

/* ---- Values ---- */

static long sizeOf(long dataType) { return (dataType & 0xffff) / 8; }

static double elementAt(const void *bytes, long dataType, long index) {
  switch (dataType) {
    case 65552: return ((const _Float16 *)bytes)[index];
    case 65568: return ((const float *)bytes)[index];
    case 65600: return ((const double *)bytes)[index];
    case 131104: return ((const int *)bytes)[index];
    default: return ((const signed char *)bytes)[index];
  }
}

static void setElement(void *bytes, long dataType, long index, double value) {
  switch (dataType) {
    case 65552: ((_Float16 *)bytes)[index] = value; break;
    case 65568: ((float *)bytes)[index] = value; break;
    case 65600: ((double *)bytes)[index] = value; break;
    case 131104: ((int *)bytes)[index] = value; break;
    default: ((signed char *)bytes)[index] = value;
  }
}

@interface MLMultiArray : Counted {
@public
  void *bytes;
  BOOL owned;
  long dataType;
  NSArray *shape, *strides;
}
@end
@implementation MLMultiArray
- (id)initWithDataPointer:(void *)pointer shape:(NSArray *)sizes dataType:(long)type strides:(NSArray *)steps deallocator:(void *)block error:(NSError **)error {
  self = [super init];
  bytes = pointer;
  dataType = type;
  shape = [sizes retain];
  strides = [steps retain];
  return self;
}
/* Rows are of 16 elements at least, as the GPU's are. */
- (id)initWithShape:(NSArray *)sizes dataType:(long)type error:(NSError **)error {
  self = [super init];
  owned = YES;
  dataType = type;
  shape = [sizes retain];
  NSMutableArray *steps = [NSMutableArray array];
  long step = 1;
  for (long axis = (long)[sizes count] - 1; axis >= 0; axis--) {
    [steps insertObject:[NSNumber numberWithLongLong:step] atIndex:0];
    long size = [[sizes objectAtIndex:axis] longLongValue];
    step *= axis == (long)[sizes count] - 1 && axis > 0 ? (size + 15) / 16 * 16 : size;
  }
  strides = [steps retain];
  bytes = malloc([self length]);
  memset(bytes, 0x7f, [self length]);
  return self;
}
- (void)dealloc {
  if (owned) free(bytes);
  [shape release];
  [strides release];
  [super dealloc];
}
- (long)elements {
  long count = 1;
  for (NSNumber *size in shape) count *= [size longLongValue];
  return count;
}
- (long)length {
  if ([shape count] == 0) return sizeOf(dataType);
  return [[shape objectAtIndex:0] longLongValue] * [[strides objectAtIndex:0] longLongValue] * sizeOf(dataType);
}
/* Where the element lies that is the index-th in order. */
- (long)placeOf:(long)index {
  long place = 0;
  for (long axis = (long)[shape count] - 1; axis >= 0; axis--) {
    long size = [[shape objectAtIndex:axis] longLongValue];
    place += index % size * [[strides objectAtIndex:axis] longLongValue];
    index /= size;
  }
  return place;
}
- (double)get:(long)index { return elementAt(bytes, dataType, [self placeOf:index]); }
- (void)set:(long)index to:(double)value { setElement(bytes, dataType, [self placeOf:index], value); }
- (NSArray *)shape { return shape; }
- (NSArray *)strides { return strides; }
- (long)dataType { return dataType; }
- (void)getBytesWithHandler:(struct block *)handler { handler->invoke(handler, bytes, [self length]); }
@end

@interface PixelBuffer : Counted {
@public
  long width, height, rowBytes;
  unsigned int format;
  unsigned char *bytes;
  int locks;
}
@end
@implementation PixelBuffer
- (void)dealloc {
  free(bytes);
  [super dealloc];
}
@end

NSString *const kCVPixelBufferIOSurfacePropertiesKey = @"IOSurfaceProperties";

static long pixelBytes(unsigned int format) { return format == 0x42475241 ? 4 : format == 0x4c303068 ? 2 : 1; }

int CVPixelBufferCreate(void *allocator, size_t width, size_t height, unsigned int format, NSDictionary *attributes, PixelBuffer **out) {
  if ([attributes objectForKey:kCVPixelBufferIOSurfacePropertiesKey] == nil) return -6661;
  PixelBuffer *buffer = [[PixelBuffer alloc] init];
  buffer->width = width;
  buffer->height = height;
  buffer->format = format;
  buffer->rowBytes = (width * pixelBytes(format) + 63) / 64 * 64;
  buffer->bytes = calloc(buffer->rowBytes, height);
  *out = buffer;
  return 0;
}
void CVPixelBufferRelease(PixelBuffer *buffer) { [buffer release]; }
int CVPixelBufferLockBaseAddress(PixelBuffer *buffer, unsigned long flags) { return buffer->locks++, 0; }
int CVPixelBufferUnlockBaseAddress(PixelBuffer *buffer, unsigned long flags) { return buffer->locks--, 0; }
void *CVPixelBufferGetBaseAddress(PixelBuffer *buffer) { return buffer->locks > 0 ? buffer->bytes : NULL; }
size_t CVPixelBufferGetBytesPerRow(PixelBuffer *buffer) { return buffer->rowBytes; }
size_t CVPixelBufferGetWidth(PixelBuffer *buffer) { return buffer->width; }
size_t CVPixelBufferGetHeight(PixelBuffer *buffer) { return buffer->height; }
unsigned int CVPixelBufferGetPixelFormatType(PixelBuffer *buffer) { return buffer->format; }

@interface MLFeatureValue : Counted {
@public
  long type;
  id object;
  long whole;
  double real;
}
@end
static MLFeatureValue *valueOf(long type, id object) {
  MLFeatureValue *value = [[[MLFeatureValue alloc] init] autorelease];
  value->type = type;
  value->object = [object retain];
  return value;
}
@implementation MLFeatureValue
+ (id)featureValueWithMultiArray:(id)array { return valueOf(MultiArray, array); }
+ (id)featureValueWithPixelBuffer:(PixelBuffer *)buffer { return valueOf(Image, buffer); }
+ (id)featureValueWithString:(NSString *)text { return valueOf(String, text); }
+ (id)featureValueWithInt64:(long)number {
  MLFeatureValue *value = valueOf(Int64, nil);
  value->whole = number;
  return value;
}
+ (id)featureValueWithDouble:(double)number {
  MLFeatureValue *value = valueOf(Double, nil);
  value->real = number;
  return value;
}
- (void)dealloc {
  [object release];
  [super dealloc];
}
- (long)type { return type; }
- (id)multiArrayValue { return type == MultiArray ? object : nil; }
- (PixelBuffer *)imageBufferValue { return type == Image ? object : nil; }
- (id)stringValue { return type == String ? object : @""; }
- (long)int64Value { return whole; }
- (double)doubleValue { return real; }
- (NSDictionary *)dictionaryValue { return type == Dictionary ? object : [NSDictionary dictionary]; }
- (id)sequenceValue { return type == Sequence ? object : nil; }
+ (id)featureValueWithDictionary:(NSDictionary *)dictionary error:(NSError **)error {
  for (id key in dictionary) {
    if ([[dictionary objectForKey:key] isKindOfClass:[NSNumber class]]) continue;
    *error = errorOf(1, @"Values of a dictionary are numbers");
    return nil;
  }
  return valueOf(Dictionary, dictionary);
}
+ (id)featureValueWithSequence:(id)sequence { return valueOf(Sequence, sequence); }
@end

@interface MLSequence : Counted {
@public
  long type;
  NSArray *items;
}
@end
static MLSequence *sequenceOf(long type, NSArray *items) {
  MLSequence *sequence = [[[MLSequence alloc] init] autorelease];
  sequence->type = type;
  sequence->items = [items retain];
  return sequence;
}
@implementation MLSequence
+ (id)sequenceWithInt64Array:(NSArray *)numbers { return sequenceOf(Int64, numbers); }
+ (id)sequenceWithStringArray:(NSArray *)texts { return sequenceOf(String, texts); }
- (void)dealloc {
  [items release];
  [super dealloc];
}
- (long)type { return type; }
- (NSArray *)int64Values { return type == Int64 ? items : [NSArray array]; }
- (NSArray *)stringValues { return type == String ? items : [NSArray array]; }
@end

@interface MLDictionaryFeatureProvider : Counted {
@public
  NSDictionary *values;
}
@end
@implementation MLDictionaryFeatureProvider
- (id)initWithDictionary:(NSDictionary *)dictionary error:(NSError **)error {
  self = [super init];
  values = [dictionary retain];
  return self;
}
- (void)dealloc {
  [values release];
  [super dealloc];
}
- (id)featureValueForName:(NSString *)name { return [values objectForKey:name]; }
@end

/* ---- Models ---- */

@interface MLOptimizationHints : Counted
@end
@implementation MLOptimizationHints
- (void)setReshapeFrequency:(long)value { tell(@"setReshapeFrequency: %ld", value); }
- (void)setSpecializationStrategy:(long)value { tell(@"setSpecializationStrategy: %ld", value); }
@end

@interface MLModelConfiguration : Counted {
@public
  long units;
}
@end
@implementation MLModelConfiguration
- (void)setComputeUnits:(long)value {
  units = value;
  tell(@"setComputeUnits: %ld", value);
}
- (void)setAllowLowPrecisionAccumulationOnGPU:(BOOL)value { tell(@"setAllowLowPrecisionAccumulationOnGPU: %d", value); }
- (void)setOptimizationHints:(id)hints { tell(@"setOptimizationHints: %d", hints != nil); }
- (void)setFunctionName:(NSString *)name { tell(@"setFunctionName: %@", name); }
@end

@interface MLState : Counted {
@public
  NSMutableDictionary *arrays;
}
@end
@implementation MLState
- (void)dealloc {
  [arrays release];
  [super dealloc];
}
@end

@interface MLCPUComputeDevice : Counted
@end
@implementation MLCPUComputeDevice
@end
@interface MLGPUComputeDevice : Counted
@end
@implementation MLGPUComputeDevice
@end
@interface MLNeuralEngineComputeDevice : Counted
@end
@implementation MLNeuralEngineComputeDevice
@end

@interface MLModel : Counted {
@public
  MLModelDescription *description;
  NSString *source;
}
@end

struct answer {
  struct block *handler;
  id object, error;
};

/* From another thread, and later: so does CoreML. */
static void *answerLate(void *argument) {
  struct answer *answer = argument;
  GSRegisterCurrentThread();
  NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
  answer->handler->invoke(answer->handler, answer->object, answer->error);
  [answer->object release];
  [answer->error release];
  free(answer);
  [pool release];
  GSUnregisterCurrentThread();
  return NULL;
}

static void answer(struct block *handler, id object, id error) {
  struct answer *late = malloc(sizeof *late);
  late->handler = handler;
  late->object = [object retain];
  late->error = [error retain];
  pthread_t thread;
  pthread_create(&thread, NULL, answerLate, late);
  pthread_detach(thread);
}

@implementation MLModel
+ (NSArray *)availableComputeDevices {
  id objects[] = {[[[MLCPUComputeDevice alloc] init] autorelease], [[[MLGPUComputeDevice alloc] init] autorelease],
                  [[[MLNeuralEngineComputeDevice alloc] init] autorelease]};
  return [NSArray arrayWithObjects:objects count:3];
}
+ (void)compileModelAtURL:(NSURL *)url completionHandler:(struct block *)handler {
  NSFileManager *files = [NSFileManager defaultManager];
  NSString *path = [url path];
  NSString *specification = [[path pathExtension] isEqualToString:@"mlpackage"]
                                ? [path stringByAppendingPathComponent:@"Data/com.apple.CoreML/model.mlmodel"]
                                : path;
  NSData *data = [NSData dataWithContentsOfFile:specification];
  if (data == nil || readModel(data) == nil) {
    answer(handler, nil, errorOf(3, @"Error reading protobuf spec. validator error: unable to deserialize object"));
    return;
  }
  tell(@"compileModelAtURL: %@", [path lastPathComponent]);
  if ([[path lastPathComponent] hasPrefix:@"compile-crash"]) [NSException raise:NSInternalInconsistencyException format:@"no"];
  if ([[path lastPathComponent] hasPrefix:@"uncompiled"]) {
    answer(handler, nil, errorOf(0, @"compiler error: Unsupported operation"));
    return;
  }
  NSString *name = [NSString stringWithFormat:@"%@.mlmodelc", [[NSProcessInfo processInfo] globallyUniqueString]];
  NSString *target = [NSTemporaryDirectory() stringByAppendingPathComponent:name];
  [files createDirectoryAtPath:target withIntermediateDirectories:YES attributes:nil error:NULL];
  [data writeToFile:[target stringByAppendingPathComponent:@"coremldata.bin"] atomically:NO];
  NSData *source = [[path lastPathComponent] dataUsingEncoding:NSUTF8StringEncoding];
  [source writeToFile:[target stringByAppendingPathComponent:@"source"] atomically:NO];
  /* With a part of it written, and no answer. */
  if ([[path lastPathComponent] hasPrefix:@"hang"]) return;
  answer(handler, [NSURL fileURLWithPath:target], nil);
}
+ (id)modelWithContentsOfURL:(NSURL *)url configuration:(MLModelConfiguration *)configuration error:(NSError **)error {
  NSString *path = [url path];
  NSData *data = [NSData dataWithContentsOfFile:[path stringByAppendingPathComponent:@"coremldata.bin"]];
  NSData *from = [NSData dataWithContentsOfFile:[path stringByAppendingPathComponent:@"source"]];
  NSString *source = [[[NSString alloc] initWithData:from encoding:NSUTF8StringEncoding] autorelease];
  if (data == nil) {
    *error = errorOf(3, @"Unable to load model: no coremldata.bin in it. Compile the model");
    return nil;
  }
  if ([source hasPrefix:@"error-"]) {
    *error = errorOf([[source substringFromIndex:6] intValue], @"Asked for");
    return nil;
  }
  MLModel *model = [[[MLModel alloc] init] autorelease];
  model->description = [readModel(data) retain];
  model->source = [source retain];
  return model;
}
- (void)dealloc {
  [description release];
  [source release];
  [super dealloc];
}
- (id)modelDescription { return description; }
- (MLState *)newState {
  MLState *state = [[MLState alloc] init];
  state->arrays = [[NSMutableDictionary alloc] init];
  for (NSString *name in description->states) {
    Description *of = [description->states objectForKey:name];
    MLMultiArray *array = [[[MLMultiArray alloc] initWithShape:of->shape dataType:of->dataType error:NULL] autorelease];
    for (long index = 0; index < [array elements]; index++) [array set:index to:0];
    [state->arrays setObject:array forKey:name];
  }
  return state;
}
- (id)predictionFromFeatures:(MLDictionaryFeatureProvider *)features error:(NSError **)error {
  return [self predictionFromFeatures:features usingState:nil error:error];
}
- (id)predictionFromFeatures:(MLDictionaryFeatureProvider *)features usingState:(MLState *)state error:(NSError **)error {
  if ([source hasPrefix:@"crash"]) [NSException raise:NSRangeException format:@"index 0 beyond bounds for empty array"];
  if ([source hasPrefix:@"refuse"]) {
    *error = errorOf(0, @"Unable to compute the prediction using a neural network model. It can be an invalid input data");
    return nil;
  }
  MLMultiArray *input = nil;
  NSDictionary *pairs = nil;
  PixelBuffer *picture = nil;
  for (NSString *name in description->inputs) {
    MLFeatureValue *value = [features featureValueForName:name];
    Description *of = [description->inputs objectForKey:name];
    if (value == nil && !of->optional) {
      *error = errorOf(1, [NSString stringWithFormat:@"Feature %@ is required but not specified.", name]);
      return nil;
    }
    if (value->type == Image) {
      PixelBuffer *image = value->object;
      picture = image;
      tell(@"pixel %ld %ld %d %d %d %d", image->width, image->height, image->bytes[0], image->bytes[1], image->bytes[2], image->bytes[3]);
    } else if (value->type == MultiArray) input = value->object;
    else if (value->type == Dictionary) pairs = value->object;
    else if (value->type == Sequence) tell(@"%@ %@", name, [((MLSequence *)value->object)->items componentsJoinedByString:@" "]);
    else tell(@"%@ %ld %g %@", name, value->whole, value->real, value->object);
  }
  NSMutableDictionary *outputs = [NSMutableDictionary dictionary];
  for (NSString *name in description->outputs) {
    Description *of = [description->outputs objectForKey:name];
    if (of->type == String) [outputs setObject:[MLFeatureValue featureValueWithString:@"ünïcode"] forKey:name];
    if (of->type == Image && picture != nil) [outputs setObject:[MLFeatureValue featureValueWithPixelBuffer:picture] forKey:name];
    if (of->type == Dictionary) {
      NSMutableDictionary *twice = [NSMutableDictionary dictionary];
      for (id key in pairs) [twice setObject:[NSNumber numberWithDouble:2 * [[pairs objectForKey:key] doubleValue]] forKey:key];
      if (pairs == nil) [twice setObject:[NSNumber numberWithDouble:0.5] forKey:[NSNumber numberWithLongLong:-7]];
      [outputs setObject:[MLFeatureValue featureValueWithDictionary:twice error:NULL] forKey:name];
    }
    if (of->type == Sequence) {
      NSNumber *numbers[] = {[NSNumber numberWithLongLong:3], [NSNumber numberWithLongLong:-4]};
      NSString *texts[] = {@"ünï", @"code"};
      MLSequence *sequence = of->itemType == Int64 ? sequenceOf(Int64, [NSArray arrayWithObjects:numbers count:2])
                                                   : sequenceOf(String, [NSArray arrayWithObjects:texts count:2]);
      [outputs setObject:[MLFeatureValue featureValueWithSequence:sequence] forKey:name];
    }
    if (of->type != MultiArray) continue;
    NSArray *shape = [of->shape count] == 0 && input != nil ? input->shape : of->shape;
    long dataType = of->dataType;
    if (input != nil && [[description->inputs allKeys] count] == 1 && [shape count] == [input->shape count] &&
        [of->shapes count] + [of->ranges count] == 0 && [source rangeOfString:@"enumerated"].location != NSNotFound)
      shape = input->shape;
    MLMultiArray *array = [[[MLMultiArray alloc] initWithShape:shape dataType:dataType error:NULL] autorelease];
    long count = [array elements];
    BOOL same = input != nil && [input elements] == count;
    MLMultiArray *total = state == nil ? nil : [[state->arrays allValues] objectAtIndex:0];
    for (long index = 0; index < count; index++) {
      double value = same ? 2 * [input get:index] : index == 0;
      if (same && total != nil) {
        value = [total get:index] + [input get:index];
        [total set:index to:value];
      }
      [array set:index to:value];
    }
    [outputs setObject:[MLFeatureValue featureValueWithMultiArray:array] forKey:name];
  }
  return [[[MLDictionaryFeatureProvider alloc] initWithDictionary:outputs error:NULL] autorelease];
}
@end

/* macOS before 14.4 has none. */
#ifndef WITHOUT_COMPUTE_PLAN
#include "fake-compute-plan.m"
#endif
